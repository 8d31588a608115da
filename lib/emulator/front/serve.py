"""Starts MiniStack with what stands in front of it; emulator.ts gives the settings as environment variables."""
import os

from ministack import app as ministack

import access_log
import alarm_queries
import alarm_states
import apis
import calls
import cluster_parameters
import cluster_snapshots
import container_memory
import container_policies
import databases
import expressions
import function_logs
import global_databases
import group_rules
import guard
import health_checks
import held_calls
import index_ceilings
import invoke_policies
import lost_regions
import machine_traces
import pipe_parameters
import places
import recovery
import recovery_points
import sdk_integrations
import secret_replicas
import service_starts
import state_tests
import stores
import table_policies
import table_replicas
import target_health
import transport
import versions
import workers
from auto_scaling import service as auto_scaling
from auto_scaling import templates as auto_scaling_templates
from refusals.install import install as install_refusals

invoke_policies.install()
apis.serve_whole()
apis.demand_signatures()
apis.answer_for_functions()
apis.delete_settings_alone()
access_log.install()
alarm_queries.install()
alarm_states.install()
auto_scaling.install()
auto_scaling_templates.install()
calls.install()
cluster_parameters.install()
cluster_snapshots.install()
container_memory.install()
container_policies.install()
databases.install()
expressions.install()
function_logs.install()
global_databases.install()
group_rules.install()
health_checks.install()
held_calls.install()
index_ceilings.install()
machine_traces.install()
pipe_parameters.install()
places.install()
recovery.install()
recovery_points.install()
sdk_integrations.install()
secret_replicas.install()
service_starts.install()
state_tests.install()
stores.install()
table_policies.install()
table_replicas.install()
target_health.install()
transport.install()
versions.install()
workers.install()
install_refusals()
ministack.app = guard.guarded(lost_regions.dropping(ministack.app), os.environ["GATEWAY_PORT"])

# What it writes is for its user alone, the code of functions among it.
os.umask(0o077)

if __name__ == "__main__":
    ministack.main()
