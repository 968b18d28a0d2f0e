// LimitRanges of a namespace: what containers get that ask for nothing, and what nobody may ask for.
import type { AdmissionRule, Reader } from '../../../meta/kind.ts'
import { forbiddenStatus } from '../../../meta/status.ts'
import type {
  Container,
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  Pod,
} from '../../../schema/generated/core-v1.ts'
import { changed, mapped } from '../../same.ts'
import { specOf } from '../parts.ts'
import { boundErrors, requestErrors } from './bounds.ts'
import { type Amounts, podAmounts } from './pod-resources.ts'
import { podForbidden } from './refusal.ts'

const ANNOTATION = 'kubernetes.io/limit-ranger'

export const limitRanger: AdmissionRule<Pod> = {
  name: 'LimitRanger',
  mutate: (draft, old, { subresource, reader }) =>
    old !== undefined || subresource !== ''
      ? draft
      : rangesOf(draft, reader).reduce(withDefaults, draft),
  check: (pod, old, { subresource, reader }) => {
    const isResize = subresource === 'resize'
    if (pod === undefined || (!isResize && (old !== undefined || subresource !== ''))) return
    for (const range of rangesOf(pod, reader)) {
      const errors = (range.spec?.limits ?? []).flatMap(item => podErrors(pod, item))
      if (errors.length > 0) throw podForbidden(pod, inOneText(errors))
    }
  },
}

/** The bounds on what claims ask for, at their making and at each change. */
export const claimLimitRanger: AdmissionRule<PersistentVolumeClaim> = {
  name: 'LimitRanger',
  check: (claim, _old, { subresource, operation, reader }) => {
    if (claim === undefined || subresource !== '' || operation === 'DELETE') return
    const requests = claim.spec?.resources?.requests ?? {}
    for (const range of rangesOf(claim, reader)) {
      const errors = (range.spec?.limits ?? [])
        .filter(({ type }) => type === 'PersistentVolumeClaim')
        .flatMap(item => requestErrors(item, requests))
      if (errors.length > 0)
        throw forbiddenStatus(
          { group: '', plural: 'persistentvolumeclaims' },
          claim.metadata.name ?? '',
          inOneText(errors),
        )
    }
  },
}

const rangesOf = (
  { metadata }: { readonly metadata: { readonly namespace?: string } },
  reader: Reader,
): readonly LimitRange[] => reader.list('limitranges', metadata.namespace) as readonly LimitRange[]

function podErrors(pod: Pod, item: LimitRangeItem): string[] {
  if (item.type === 'Pod')
    return boundErrors(item, podAmounts(pod, 'requests'), podAmounts(pod, 'limits'))
  if (item.type !== 'Container') return []
  const { containers = [], initContainers = [] } = specOf(pod)
  return [...containers, ...initContainers].flatMap(({ resources }) =>
    boundErrors(item, resources?.requests ?? {}, resources?.limits ?? {}),
  )
}

function inOneText(errors: readonly string[]): string {
  const told = [...new Set(errors)]
  return told.length === 1 ? `${told[0]}` : `[${told.join(', ')}]`
}

function withDefaults(pod: Pod, range: LimitRange): Pod {
  const items = (range.spec?.limits ?? []).filter(({ type }) => type === 'Container')
  const requests: Amounts = Object.assign({}, ...items.map(item => item.defaultRequest))
  const limits: Amounts = Object.assign({}, ...items.map(item => item.default))
  const notes: string[] = []
  const inContainers = (what: string, containers: readonly Container[]): readonly Container[] =>
    mapped(containers, container => {
      const asked = withAmounts(container, 'requests', requests, notes, what)
      return withAmounts(asked, 'limits', limits, notes, what)
    })
  let spec = specOf(pod)
  spec = changed(spec, 'containers', inContainers('container', spec.containers ?? []))
  if (spec.initContainers !== undefined)
    spec = changed(spec, 'initContainers', inContainers('init container', spec.initContainers))
  if (notes.length === 0) return pod
  const note = `LimitRanger plugin set: ${notes.join('; ')}`
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: note }
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec }
}

const SIDES = { requests: 'request', limits: 'limit' }

/** The container with the defaults that it lacks on one side, and a note of them. */
function withAmounts(
  container: Container,
  side: 'requests' | 'limits',
  defaults: Amounts,
  notes: string[],
  what: string,
): Container {
  const own = container.resources?.[side] ?? {}
  const missing = Object.keys(defaults).filter(name => own[name] === undefined)
  if (missing.length === 0) return container
  notes.push(`${missing.sort().join(', ')} ${SIDES[side]} for ${what} ${container.name}`)
  return {
    ...container,
    resources: { ...container.resources, [side]: { ...defaults, ...own } },
  }
}
