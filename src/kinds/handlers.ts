// The names of the handlers that rows refer to: what is answered by something else than the store.
// `cluster.ts` binds each name to a function; a name without one is answered as not served.

export const HANDLERS = {
  /** `POST bindings`: binds the Pod of the binding's name. */
  binding: 'binding',
  /** `GET componentstatuses`: asked of the components, not stored. */
  componentStatus: 'componentstatus',

  podAttach: 'pods/attach',
  podBinding: 'pods/binding',
  podEviction: 'pods/eviction',
  podExec: 'pods/exec',
  podLog: 'pods/log',
  podPortForward: 'pods/portforward',
  podProxy: 'pods/proxy',
  nodeProxy: 'nodes/proxy',
  serviceProxy: 'services/proxy',
  /** `GET nodes` and `pods` of metrics.k8s.io: measured, not stored. */
  nodeMetrics: 'nodemetrics',
  podMetrics: 'podmetrics',
  serviceAccountToken: 'serviceaccounts/token',

  placementReview: 'placementreviews',
  tokenReview: 'tokenreviews',
  selfSubjectReview: 'selfsubjectreviews',
  subjectAccessReview: 'subjectaccessreviews',
  localSubjectAccessReview: 'localsubjectaccessreviews',
  selfSubjectAccessReview: 'selfsubjectaccessreviews',
  selfSubjectRulesReview: 'selfsubjectrulesreviews',
} as const

export type HandlerName = (typeof HANDLERS)[keyof typeof HANDLERS]
