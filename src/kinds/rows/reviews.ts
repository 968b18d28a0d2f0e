// Questions that are answered and not stored: the groups authentication.k8s.io and authorization.k8s.io.
import { HANDLERS } from '../handlers.ts'
import { review } from '../row.ts'

const authentication = {
  group: 'authentication.k8s.io',
  api: 'authentication',
  namespaced: false,
} as const
const authorization = {
  group: 'authorization.k8s.io',
  api: 'authorization',
  namespaced: false,
} as const

export const selfSubjectReview = review({
  ...authentication,
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  handler: HANDLERS.selfSubjectReview,
})

export const tokenReview = review({
  ...authentication,
  kind: 'TokenReview',
  plural: 'tokenreviews',
  handler: HANDLERS.tokenReview,
})

export const localSubjectAccessReview = review({
  ...authorization,
  namespaced: true,
  kind: 'LocalSubjectAccessReview',
  plural: 'localsubjectaccessreviews',
  handler: HANDLERS.localSubjectAccessReview,
})

export const selfSubjectAccessReview = review({
  ...authorization,
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  handler: HANDLERS.selfSubjectAccessReview,
})

export const selfSubjectRulesReview = review({
  ...authorization,
  kind: 'SelfSubjectRulesReview',
  plural: 'selfsubjectrulesreviews',
  handler: HANDLERS.selfSubjectRulesReview,
})

export const subjectAccessReview = review({
  ...authorization,
  kind: 'SubjectAccessReview',
  plural: 'subjectaccessreviews',
  handler: HANDLERS.subjectAccessReview,
})
