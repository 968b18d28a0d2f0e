// Groups of the Kubernetes community are protected: who defines kinds there names the review that allowed it.
import type { CustomResourceDefinition } from '../../schema/generated/apiextensions-v1.ts'
import type { Condition } from './conditions.ts'

export const APPROVED_ANNOTATION = 'api-approved.kubernetes.io'

const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111'

export type ApprovalState = 'missing' | 'bypassed' | 'approved' | 'invalid'

export const isProtected = (group: string): boolean => /(^|\.)(k8s|kubernetes)\.io$/.test(group)

/** What the annotation of a definition says. */
export function approvalOf(crd: CustomResourceDefinition): {
  readonly state: ApprovalState
  readonly why: string
} {
  const annotation = crd.metadata.annotations?.[APPROVED_ANNOTATION] ?? ''
  const needed = `protected groups must have approval annotation "${APPROVED_ANNOTATION}"`
  if (annotation === '') return { state: 'missing', why: `${needed}, ${SEE}` }
  if (annotation.startsWith('unapproved'))
    return { state: 'bypassed', why: `not approved: ${JSON.stringify(annotation)}` }
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#\s]+/.test(annotation))
    return { state: 'approved', why: `approved in ${annotation}` }
  return {
    state: 'invalid',
    why: `${needed} with either a URL or a reason starting with "unapproved", ${SEE}`,
  }
}

const REASONS: Readonly<Record<ApprovalState, string>> = {
  missing: 'MissingAnnotation',
  bypassed: 'UnapprovedAnnotation',
  approved: 'ApprovedAnnotation',
  invalid: 'InvalidAnnotation',
}

/** The condition that tells of the approval; nothing for groups that need none. */
export function approvalCondition(crd: CustomResourceDefinition): Condition | undefined {
  if (!isProtected(crd.spec?.group ?? '')) return undefined
  const { state, why } = approvalOf(crd)
  return {
    type: 'KubernetesAPIApprovalPolicyConformant',
    status: state === 'approved' ? 'True' : 'False',
    reason: REASONS[state],
    message: why,
  }
}
