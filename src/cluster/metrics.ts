// `metrics.k8s.io`: what nodes and Pods use, asked of the simulated kubelets when somebody looks.
import { node as nodeKind, pod as podKind } from '../kinds/index.ts'
import { hasKubelet } from '../kubelet/node-status.ts'
import { nodeUsage, type Usage, usageOfContainers } from '../kubelet/usage.ts'
import { checkFieldPaths, parseFieldSelector } from '../meta/fields.ts'
import { parseLabelSelector } from '../meta/label-parser.ts'
import { matches } from '../meta/labels.ts'
import type { KubeObject } from '../meta/object.ts'
import { notFound } from '../meta/status.ts'
import { formatTime } from '../meta/time.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { HandlerAnswer, HandlerCall } from '../rest/handlers.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'

interface Parts {
  readonly registry: Registry
}

const API_VERSION = 'metrics.k8s.io/v1beta1'
const WINDOW = '10s'

/** Answers for one node or for all. @throws StatusError NotFound */
export function nodeMetrics({ registry }: Parts, call: HandlerCall): HandlerAnswer {
  const pods = registry.all<Pod>(podKind)
  const measured = (node: Node): KubeObject | undefined => {
    if (!hasKubelet(node)) return undefined
    const name = node.metadata.name ?? ''
    const usage = nodeUsage(pods.filter(pod => pod.spec?.nodeName === name))
    return metricsOf(registry, 'NodeMetrics', node, { usage: quantitiesOf(usage) })
  }
  const { name } = call.of
  if (name === '') return listed(call, registry.all<Node>(nodeKind), measured)
  const node = registry.find(target<Node>(nodeKind, '', name))
  return one(call, node && measured(node), { resource: 'nodemetrics', name })
}

/** Answers for one Pod or for all; Pods that do not run are not measured. @throws StatusError NotFound */
export function podMetrics({ registry }: Parts, call: HandlerCall): HandlerAnswer {
  const { namespace, name } = call.of
  const measured = (pod: Pod): KubeObject | undefined => {
    if (pod.status?.phase !== 'Running') return undefined
    const containers = usageOfContainers(pod).map(({ name, usage }) => ({
      name,
      usage: quantitiesOf(usage),
    }))
    return metricsOf(registry, 'PodMetrics', pod, { containers })
  }
  if (name === '') return listed(call, registry.all<Pod>(podKind, namespace || undefined), measured)
  const pod = registry.find(target<Pod>(podKind, namespace, name))
  const of = { resource: 'podmetrics', name: `${namespace}/${name}` }
  return one(call, pod && measured(pod), of)
}

const quantitiesOf = ({ cpuMilli, memoryKi }: Usage) => ({
  cpu: `${cpuMilli}m`,
  memory: `${memoryKi}Ki`,
})

/** What was measured is no field that every object has. */
interface Metrics extends KubeObject {
  readonly timestamp: string
  readonly window: string
}

function metricsOf(registry: Registry, kind: string, of: KubeObject, more: object): Metrics {
  const now = formatTime(registry.clock.nowMs())
  const { name = '', namespace, labels } = of.metadata
  return {
    kind,
    apiVersion: API_VERSION,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: now,
      ...(labels === undefined ? {} : { labels }),
    },
    timestamp: now,
    window: WINDOW,
    ...more,
  }
}

/** A metrics server calls what it does not find by names of its own. */
function one(
  { of }: HandlerCall,
  metrics: KubeObject | undefined,
  called: { readonly resource: string; readonly name: string },
): HandlerAnswer {
  if (metrics === undefined) throw notFound({ ...of.kind, plural: called.resource }, called.name)
  return { shown: metrics }
}

function listed<T extends KubeObject>(
  { of, query }: HandlerCall,
  all: readonly T[],
  measured: (object: T) => KubeObject | undefined,
): HandlerAnswer {
  const selector = parseLabelSelector(query.get('labelSelector') ?? '')
  const isSelected = fieldsIn(query.get('fieldSelector') ?? '', of)
  const items = all
    .filter(object => matches(selector, object.metadata.labels) && isSelected(object))
    .flatMap(object => measured(object) ?? [])
  return { items }
}

/** Metrics are selected by name and namespace, and nothing else. @throws StatusError 400 */
function fieldsIn(text: string, { kind }: HandlerCall['of']): (object: KubeObject) => boolean {
  const terms = parseFieldSelector(text)
  checkFieldPaths(terms, { kind: kind.kind, namespaced: kind.namespaced })
  return ({ metadata }) =>
    terms.every(({ path, op, value }) => {
      const found = path === 'metadata.name' ? metadata.name : metadata.namespace
      return ((found ?? '') === value) === (op === '=')
    })
}
