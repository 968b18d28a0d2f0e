// What extends the API: admission, custom resources, aggregated services.

import { pathSegmentName } from '../../meta/names.ts'
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from '../../schema/generated/admissionregistration-v1.ts'
import type { CustomResourceDefinition } from '../../schema/generated/apiextensions-v1.ts'
import type { APIService } from '../../schema/generated/apiregistration-v1.ts'
import {
  mutatingAdmissionPolicyBindingRules,
  validatingAdmissionPolicyBindingRules,
} from '../admission/binding.ts'
import {
  mutatingAdmissionPolicyRules,
  validatingAdmissionPolicyRules,
  validatingAdmissionPolicyStatusRules,
} from '../admission/policy.ts'
import { mutatingWebhookRules, validatingWebhookRules } from '../admission/webhook.ts'
import { apiServiceRules, apiServiceStatusRules } from '../apiservice/rules.ts'
import { crdDeletion } from '../crd/deletion.ts'
import { crdRules, crdStatusRules } from '../crd/rules.ts'
import {
  admissionPolicyBindingPrinter,
  apiServicePrinter,
  mutatingAdmissionPolicyPrinter,
  validatingAdmissionPolicyPrinter,
  webhookConfigurationPrinter,
} from '../printers/extension.ts'
import { parentView, row, statusOnly } from '../row.ts'

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

export const mutatingAdmissionPolicy = row<MutatingAdmissionPolicy>({
  ...admission,
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  printer: mutatingAdmissionPolicyPrinter,
  rules: mutatingAdmissionPolicyRules,
})

export const mutatingAdmissionPolicyBinding = row<MutatingAdmissionPolicyBinding>({
  ...admission,
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
  printer: admissionPolicyBindingPrinter,
  rules: mutatingAdmissionPolicyBindingRules,
})

export const mutatingWebhookConfiguration = row<MutatingWebhookConfiguration>({
  ...admission,
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  printer: webhookConfigurationPrinter,
  rules: mutatingWebhookRules,
})

export const validatingAdmissionPolicy = row<ValidatingAdmissionPolicy>({
  ...admission,
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  subresources: [statusOnly(validatingAdmissionPolicyStatusRules)],
  printer: validatingAdmissionPolicyPrinter,
  rules: validatingAdmissionPolicyRules,
})

export const validatingAdmissionPolicyBinding = row<ValidatingAdmissionPolicyBinding>({
  ...admission,
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  printer: admissionPolicyBindingPrinter,
  rules: validatingAdmissionPolicyBindingRules,
})

export const validatingWebhookConfiguration = row<ValidatingWebhookConfiguration>({
  ...admission,
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  printer: webhookConfigurationPrinter,
  rules: validatingWebhookRules,
})

export const customResourceDefinition = row<CustomResourceDefinition>({
  ...extension,
  group: 'apiextensions.k8s.io',
  api: 'apiextensions',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  storagePath: 'apiextensions.k8s.io/customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  hasGeneration: true,
  standardFinalizers: false,
  // Unlike the status of most of its neighbours, this one lets metadata through, and so it is owned.
  subresources: [parentView('status', crdStatusRules)],
  rules: crdRules,
  deletion: crdDeletion,
})

export const apiService = row<APIService>({
  ...extension,
  group: 'apiregistration.k8s.io',
  api: 'apiregistration',
  kind: 'APIService',
  plural: 'apiservices',
  storagePath: 'apiregistration.k8s.io/apiservices',
  standardFinalizers: false,
  nameErrors: pathSegmentName,
  subresources: [statusOnly(apiServiceStatusRules)],
  printer: apiServicePrinter,
  rules: apiServiceRules,
})
