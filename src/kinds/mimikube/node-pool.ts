// NodePools: how many simulated nodes there are, and what they are like.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { Printer, Rules, Subresource } from '../../meta/kind.ts'
import { validateLabels } from '../../meta/labels.ts'
import { dnsSubdomainErrors, labelValueErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { validateAnnotations, validateNonNegative } from '../../meta/object-meta.ts'
import type {
  NodePool,
  NodePoolSpec,
  NodeTemplate,
} from '../../schema/generated/mimikube-v1alpha1.ts'
import { checkText } from '../pod-template/check.ts'
import { checkQuantity } from '../pod-template/resources.ts'
import { checkEffect } from '../pod-template/tolerations.ts'
import {
  age,
  ageOf,
  formatLabels,
  integer,
  name,
  nameOf,
  printer,
  text,
  wide,
} from '../printers/columns.ts'
import { changed, filled } from '../same.ts'
import { checkCounters } from '../workload/counts.ts'
import { keepingSpec, keepingStatus, newWith } from '../workload/prepare.ts'

const NO_NODES = { replicas: 0 }

export const nodePoolRules: Rules<NodePool> = {
  defaults: pool => changed(pool, 'spec', filled<NodePoolSpec>(pool.spec ?? {}, { replicas: 1 })),
  prepareForCreate: newWith<NodePool>(NO_NODES),
  prepareForUpdate: keepingStatus,
  validate: validateNodePool,
  validateUpdate: validateNodePool,
}

export const nodePoolStatusRules: Pick<Rules<NodePool>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: keepingSpec,
  validateUpdate: ({ status = NO_NODES }) => {
    const out: Cause[] = []
    checkCounters(out, status, ['replicas', 'readyReplicas'])
    return out
  },
}

/** Nodes of a pool are found by their owner, so the view has no selector. */
export const nodePoolScale: NonNullable<Subresource<NodePool>['scale']> = {
  replicas: pool => pool.spec?.replicas ?? 0,
  statusReplicas: pool => pool.status?.replicas ?? 0,
  selector: () => '',
  withReplicas: (pool, replicas) => ({ ...pool, spec: { ...pool.spec, replicas } }),
  replicasPath: ['spec', 'replicas'],
}

export const nodePoolPrinter: Printer<NodePool> = printer<NodePool>(
  [
    name,
    integer('Desired', 'How many nodes there should be.'),
    integer('Current', 'How many nodes of the pool there are.'),
    integer('Ready', 'How many of them are Ready.'),
    age,
    wide(text('Labels', 'Labels of its nodes.')),
    wide(text('Taints', 'Taints of its nodes.')),
  ],
  (pool, context) => [
    nameOf(pool),
    pool.spec?.replicas ?? 0,
    pool.status?.replicas ?? 0,
    pool.status?.readyReplicas ?? 0,
    ageOf(pool, context),
    formatLabels(pool.spec?.template?.metadata?.labels),
    taintsText(pool.spec?.template),
  ],
)

const taintsText = (template: NodeTemplate | undefined): string =>
  (template?.spec?.taints ?? [])
    .map(({ key, value = '', effect }) => `${key}${value === '' ? '' : `=${value}`}:${effect}`)
    .join(',') || '<none>'

function validateNodePool({ spec = {} }: NodePool): Cause[] {
  const out = validateNonNegative(spec.replicas ?? 0, 'spec.replicas')
  checkMetadata(out, spec.template ?? {})
  checkTaints(out, spec.template ?? {})
  for (const amounts of ['capacity', 'allocatable'] as const)
    for (const [resource, amount] of Object.entries(spec.template?.spec?.[amounts] ?? {}))
      checkQuantity(out, resource, amount, `spec.template.spec.${amounts}[${resource}]`)
  return out
}

function checkMetadata(out: Cause[], { metadata = {} }: NodeTemplate): void {
  const path = 'spec.template.metadata'
  out.push(...validateLabels(metadata.labels, `${path}.labels`))
  out.push(...validateAnnotations(metadata.annotations, `${path}.annotations`))
  if (metadata.name) checkText(out, dnsSubdomainErrors, metadata.name, `${path}.name`)
  if (metadata.generateName)
    checkText(out, prefixErrors, metadata.generateName, `${path}.generateName`)
}

/** A number follows, so that the prefix may end in what a name may not end in. */
const prefixErrors = (prefix: string): string[] => dnsSubdomainErrors(`${prefix}1`)

function checkTaints(out: Cause[], { spec = {} }: NodeTemplate): void {
  const seen = new Set<string>()
  for (const [index, { key, value = '', effect }] of (spec.taints ?? []).entries()) {
    const path = `spec.template.spec.taints[${index}]`
    checkText(out, qualifiedNameErrors, key, `${path}.key`)
    checkText(out, labelValueErrors, value, `${path}.value`)
    checkEffect(out, effect, `${path}.effect`)
    const id = `${effect}/${key}`
    if (seen.has(id))
      out.push(invalid(path, `${key}:${effect}`, 'taints must be unique by key and effect pair'))
    seen.add(id)
  }
}
