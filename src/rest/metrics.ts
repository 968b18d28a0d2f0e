import type { RestParts } from './parts.ts'

/** What `/metrics` tells, in the text form of Prometheus: little of our own, and what the options add. */
export function metricsText({ options, registry, watches, table }: RestParts): string {
  const lines = [
    '# HELP apiserver_longrunning_requests [STABLE] Gauge of all active long-running apiserver requests.',
    '# TYPE apiserver_longrunning_requests gauge',
    `apiserver_longrunning_requests{verb="WATCH"} ${watches.open}`,
    '# HELP apiserver_resource_objects Number of stored objects by resource.',
    '# TYPE apiserver_resource_objects gauge',
  ]
  const snapshot = registry.store.snapshot()
  for (const { group, plural, handler } of table.all())
    if (handler === undefined) {
      const resource = group === '' ? plural : `${group}/${plural}`
      lines.push(
        `apiserver_resource_objects{group="${group}",resource="${plural}"} ${snapshot.count(resource)}`,
      )
    }
  const more = options.metrics?.() ?? ''
  return `${lines.join('\n')}\n${more}`
}
