// SPDX-FileCopyrightText: 2026 The synapse-salon authors
// SPDX-License-Identifier: AGPL-3.0-or-later
//
// Hydrogen with everything it has. ?homeserver=… fills in the login form; with &loginToken=… beside it (a one-time
// m.login.token, as a homeserver hands over after single sign-on) it signs in by itself.
import { Platform, RootViewModel, createNavigation, createRouter, FeatureSet } from "hydrogen-view-sdk";
import downloadSandbox from "hydrogen-view-sdk/download-sandbox.html?url";
import worker from "hydrogen-view-sdk/main.js?url";
import olmWasm from "@matrix-org/olm/olm.wasm?url";
import olmWasmBundle from "@matrix-org/olm/olm.js?url";
import olmLegacyBundle from "@matrix-org/olm/olm_legacy.js?url";
import "hydrogen-view-sdk/theme-element-light.css";

const asked = new URLSearchParams(location.search);
const homeserver = asked.get("homeserver") ?? "";
const loginToken = asked.get("loginToken");
if (loginToken) {
  // Hydrogen reads the token as the only word of the address, and the homeserver from where single sign-on left it.
  localStorage.setItem("hydrogen_setting_v1_sso_ongoing_login_homeserver", homeserver);
  history.replaceState(null, "", `?loginToken=${encodeURIComponent(loginToken)}`);
}

const platform = new Platform({
  container: document.querySelector("#app"),
  assetPaths: {
    downloadSandbox,
    worker,
    olm: { wasm: olmWasm, legacyBundle: olmLegacyBundle, wasmBundle: olmWasmBundle },
    serviceWorker: "sw.js",
  },
  config: { defaultHomeServer: homeserver },
  options: { development: false },
});
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const features = await FeatureSet.load(platform.settingsStorage);
const root = new RootViewModel({ platform, navigation, urlRouter, urlCreator: urlRouter, features });
platform.createAndMountRootView(root);
await root.load();
