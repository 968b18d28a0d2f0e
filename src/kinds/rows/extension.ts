// What extends the API: admission, custom resources, aggregated services.
import { parentView, row } from '../row.ts'
import { statusAlone, statusWithMetadata } from '../status.ts'

const extension = {
  namespaced: false,
  categories: ['api-extensions'],
  demandsResourceVersion: true,
} as const
const admission = {
  ...extension,
  group: 'admissionregistration.k8s.io',
  api: 'admissionregistration',
  hasGeneration: true,
} as const

export const mutatingAdmissionPolicy = row({
  ...admission,
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
})

export const mutatingAdmissionPolicyBinding = row({
  ...admission,
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
})

export const mutatingWebhookConfiguration = row({
  ...admission,
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
})

export const validatingAdmissionPolicy = row({
  ...admission,
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  subresources: [parentView('status', statusAlone)],
})

export const validatingAdmissionPolicyBinding = row({
  ...admission,
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
})

export const validatingWebhookConfiguration = row({
  ...admission,
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
})

export const customResourceDefinition = row({
  ...extension,
  group: 'apiextensions.k8s.io',
  api: 'apiextensions',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  hasGeneration: true,
  subresources: [parentView('status', statusAlone)],
})

export const apiService = row({
  ...extension,
  group: 'apiregistration.k8s.io',
  api: 'apiregistration',
  kind: 'APIService',
  plural: 'apiservices',
  subresources: [parentView('status', statusWithMetadata)],
})
