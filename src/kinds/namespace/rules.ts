// The rules of Namespaces: a label with the name, a finalizer that holds what is in it, a phase.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { DeletionRules, Rules } from '../../meta/kind.ts'
import { labelName, qualifiedNameErrors } from '../../meta/names.ts'
import { finalizerNameErrors, validateObjectMeta } from '../../meta/object-meta.ts'
import { forbiddenStatus } from '../../meta/status.ts'
import type { Namespace } from '../../schema/generated/core-v1.ts'
import { checkText } from '../pod-template/check.ts'
import { keepingStatus, newWith } from '../workload/prepare.ts'

export const NAME_LABEL = 'kubernetes.io/metadata.name'
const FINALIZER = 'kubernetes'
const active = newWith<Namespace>({ phase: 'Active' })

export const namespaceName = labelName

export const namespaceRules: Rules<Namespace> = {
  defaults: withNameLabel,
  prepareForCreate: draft => active(withNameLabel(withFinalizer(draft))),
  prepareForUpdate: (next, old) => keepingFinalizers(keepingStatus(next, old), old),
  validate: validateNamespace,
  validateUpdate: next => [
    ...validateObjectMeta(next.metadata, { namespaced: false, nameErrors: labelName }),
    ...validateNamespace(next),
  ],
}

type ViewRules = Pick<Rules<Namespace>, 'prepareForUpdate' | 'validateUpdate'>

export const namespaceStatusRules: ViewRules = {
  prepareForUpdate: keepingFinalizers,
  validateUpdate: next => validatePhase(next),
}

/** Finalizers of the spec change here and nowhere else. */
export const namespaceFinalizeRules: ViewRules = {
  prepareForUpdate: keepingStatus,
  validateUpdate: next => {
    const out: Cause[] = []
    for (const [index, name] of (next.spec?.finalizers ?? []).entries())
      checkFinalizer(out, name, `spec.finalizers[${index}]`)
    return out
  },
}

const PROTECTED = new Set(['default', 'kube-system', 'kube-public'])
const NAMESPACES = { group: '', plural: 'namespaces' }

export const namespaceDeletion: DeletionRules<Namespace> = {
  returnsObject: true,
  begin: terminating,
  held: isHeld,
  check: ({ metadata: { name = '' } }) => {
    if (PROTECTED.has(name))
      throw forbiddenStatus(NAMESPACES, name, 'this namespace may not be deleted')
  },
}

/** What becomes of a Namespace whose deletion begins: it is there until its content is gone. */
export function terminating(namespace: Namespace): Namespace {
  return { ...namespace, status: { ...namespace.status, phase: 'Terminating' } }
}

/** Whether something in the Namespace, or someone, still holds it. */
export function isHeld(namespace: Namespace): boolean {
  return (namespace.spec?.finalizers ?? []).length > 0
}

function withNameLabel(namespace: Namespace): Namespace {
  const { name = '', labels } = namespace.metadata
  if (name === '' || labels?.[NAME_LABEL] === name) return namespace
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels: { ...labels, [NAME_LABEL]: name } },
  }
}

function withFinalizer(namespace: Namespace): Namespace {
  const finalizers = namespace.spec?.finalizers ?? []
  if (finalizers.includes(FINALIZER)) return namespace
  return { ...namespace, spec: { ...namespace.spec, finalizers: [...finalizers, FINALIZER] } }
}

function keepingFinalizers(next: Namespace, old: Namespace): Namespace {
  return { ...next, spec: old.spec ?? {} }
}

/** Faults of these stand at the list and not at the item: so does the real server. */
function validateNamespace({ spec }: Namespace): Cause[] {
  const out: Cause[] = []
  for (const name of spec?.finalizers ?? []) checkFinalizer(out, name, 'spec.finalizers')
  return out
}

function checkFinalizer(out: Cause[], name: string, path: string): void {
  checkText(out, qualifiedNameErrors, name, path)
  out.push(...finalizerNameErrors(name, path))
}

function validatePhase({ metadata, status }: Namespace): Cause[] {
  const phase = status?.phase ?? ''
  const [wanted, when] =
    metadata.deletionTimestamp === undefined ? ['Active', 'empty'] : ['Terminating', 'not empty']
  if (phase === wanted) return []
  return [
    invalid('status.Phase', phase, `may only be '${wanted}' if \`deletionTimestamp\` is ${when}`),
  ]
}
