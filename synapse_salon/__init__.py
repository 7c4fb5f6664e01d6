# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shared floor of synapse-salon: what two or more features need, and nothing else."""
