import { dnsLabelErrors } from '../../meta/names.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'

/** Names of Pods become names of hosts. */
export function hostnameWarning(pod: Pod): string[] {
  const errors = dnsLabelErrors(pod.metadata.name ?? '')
  if (errors.length === 0) return []
  return [
    `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${errors.join(' ')}]`,
  ]
}
