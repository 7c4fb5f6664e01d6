// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
import { defineConfig } from "vite";

export default defineConfig({
  base: "./", // served from any port
  logLevel: "error",
  build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
});
