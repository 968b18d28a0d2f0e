// Which of the nodes that fit is best. The real scheduler breaks ties by chance; here the name decides, so
// that runs repeat.
import type { Pod } from '../schema/generated/core-v1.ts'
import type { NodeInfo } from './node-info.ts'
import { preferenceOf } from './node-selector.ts'
import { type Amounts, requestsOf } from './resources.ts'
import { untolerated } from './taints.ts'

/** What a Pod that asks for nothing is reckoned with. */
const MODEST: Amounts = { cpu: 100, memory: 200 * 1024 * 1024 }

/** The best node: preferred by affinity, not tainted against it, least loaded, first by name. */
export function bestNode(pod: Pod, feasible: readonly NodeInfo[]): NodeInfo | undefined {
  let best: NodeInfo | undefined
  let bestScore = Number.NEGATIVE_INFINITY
  for (const info of feasible) {
    const score = scoreOf(pod, info)
    if (best === undefined || score > bestScore || (score === bestScore && isBefore(info, best))) {
      best = info
      bestScore = score
    }
  }
  return best
}

const isBefore = (a: NodeInfo, b: NodeInfo): boolean =>
  (a.node.metadata.name ?? '') < (b.node.metadata.name ?? '')

function scoreOf(pod: Pod, info: NodeInfo): number {
  const spec = pod.spec ?? {}
  const avoid = untolerated(info.node.spec?.taints ?? [], spec.tolerations ?? [], [
    'PreferNoSchedule',
  ])
  return (
    2 * preferenceOf(spec, info.node) - (avoid === undefined ? 0 : 300) + 100 * freeShare(pod, info)
  )
}

/** The mean share of CPU, memory and room for Pods that would be left. */
function freeShare(pod: Pod, info: NodeInfo): number {
  const requests = requestsOf(pod)
  let sum = left(info.pods.length + 1, info.allocatable['pods'])
  for (const name of ['cpu', 'memory']) {
    const modest = MODEST[name] ?? 0
    const asked = requests[name] ?? modest
    const unstated = info.pods.filter(other => requestsOf(other)[name] === undefined).length
    const taken = (info.requested[name] ?? 0) + unstated * modest
    sum += left(taken + asked, info.allocatable[name])
  }
  return sum / 3
}

const left = (taken: number, all: number | undefined): number =>
  all === undefined || all === 0 ? 0 : (all - taken) / all
