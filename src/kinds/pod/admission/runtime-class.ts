// What a runtime costs beside the containers, and where it can be found.
import { sameJson } from '../../../meta/freeze.ts'
import type { AdmissionRule, Reader } from '../../../meta/kind.ts'
import { compareQuantities } from '../../../meta/quantity.ts'
import type { Pod } from '../../../schema/generated/core-v1.ts'
import type { RuntimeClass, Scheduling } from '../../../schema/generated/node-v1.ts'
import { specOf } from '../parts.ts'
import { podForbidden } from './refusal.ts'
import { mergedTolerations } from './tolerations.ts'

type Amounts = Readonly<Record<string, string>>

const CLASSES = 'node.k8s.io/runtimeclasses'
const OTHER_OVERHEAD = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
const OWN_OVERHEAD =
  'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'

export const runtimeClass: AdmissionRule<Pod> = {
  name: 'RuntimeClass',
  mutate: (draft, old, { subresource, reader }) => {
    if (old !== undefined || subresource !== '') return draft
    const found = classOf(draft, reader)
    return found === undefined
      ? draft
      : withScheduling(withOverhead(draft, found), found.scheduling)
  },
  check: (pod, old, { subresource, reader }) => {
    if (pod === undefined || old !== undefined || subresource !== '') return
    const own = specOf(pod).overhead ?? {}
    const overhead = classOf(pod, reader)?.overhead
    if (overhead === undefined) {
      if (Object.keys(own).length > 0) throw podForbidden(pod, OWN_OVERHEAD)
    } else if (!sameAmounts(own, overhead.podFixed ?? {})) throw podForbidden(pod, OTHER_OVERHEAD)
  },
}

function classOf(pod: Pod, reader: Reader): RuntimeClass | undefined {
  const name = specOf(pod).runtimeClassName
  if (name === undefined) return undefined
  const found = reader.get(CLASSES, '', name) as RuntimeClass | undefined
  if (found === undefined) throw podForbidden(pod, `pod rejected: RuntimeClass "${name}" not found`)
  return found
}

function withOverhead(pod: Pod, { overhead }: RuntimeClass): Pod {
  if (overhead === undefined) return pod
  const spec = specOf(pod)
  const fixed = overhead.podFixed ?? {}
  if (Object.keys(spec.overhead ?? {}).length > 0 && !sameAmounts(spec.overhead ?? {}, fixed))
    throw podForbidden(pod, OTHER_OVERHEAD)
  return sameJson(spec.overhead, fixed) ? pod : { ...pod, spec: { ...spec, overhead: fixed } }
}

function withScheduling(pod: Pod, scheduling: Scheduling | undefined): Pod {
  if (scheduling === undefined) return pod
  const spec = specOf(pod)
  const nodeSelector = mergedSelector(pod, scheduling.nodeSelector ?? {})
  const tolerations = mergedTolerations(spec.tolerations ?? [], scheduling.tolerations ?? [])
  return {
    ...pod,
    spec: {
      ...spec,
      ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
      ...(tolerations.length === 0 ? {} : { tolerations }),
    },
  }
}

function mergedSelector(pod: Pod, demanded: Amounts): Amounts {
  const own = specOf(pod).nodeSelector ?? {}
  for (const [key, value] of Object.entries(demanded))
    if (own[key] !== undefined && own[key] !== value)
      throw podForbidden(
        pod,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`,
      )
  return { ...own, ...demanded }
}

function sameAmounts(a: Amounts, b: Amounts): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every(name => b[name] !== undefined && compareQuantities(a[name], b[name]) === 0)
  )
}
