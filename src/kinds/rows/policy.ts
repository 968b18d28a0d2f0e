// Who may do what, and how much of it: RBAC, disruption budgets, priorities, flow control, leases.

import { pathSegmentName } from '../../meta/names.ts'
import type { CertificateSigningRequest } from '../../schema/generated/certificates-v1.ts'
import type { Lease } from '../../schema/generated/coordination-v1.ts'
import type {
  FlowSchema,
  PriorityLevelConfiguration,
} from '../../schema/generated/flowcontrol-v1.ts'
import type { RuntimeClass } from '../../schema/generated/node-v1.ts'
import type { PodDisruptionBudget } from '../../schema/generated/policy-v1.ts'
import type {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
} from '../../schema/generated/rbac-v1.ts'
import type { PriorityClass } from '../../schema/generated/scheduling-v1.ts'
import { certificateSubjectRestriction } from '../certificate/admission.ts'
import {
  approvalRules,
  certificateSigningRequestRules,
  certificateStatusRules,
} from '../certificate/rules.ts'
import { podDisruptionBudgetRules, podDisruptionBudgetStatusRules } from '../disruption/rules.ts'
import { priorityLevelRules, priorityLevelStatusRules } from '../flowcontrol/level.ts'
import { flowSchemaRules, flowSchemaStatusRules } from '../flowcontrol/rules.ts'
import {
  certificateSigningRequestPrinter,
  flowSchemaPrinter,
  priorityLevelConfigurationPrinter,
} from '../printers/certificate.ts'
import {
  clusterRoleBindingPrinter,
  leasePrinter,
  podDisruptionBudgetPrinter,
  priorityClassPrinter,
  roleBindingPrinter,
  runtimeClassPrinter,
} from '../printers/policy.ts'
import {
  leaseRules,
  oneGlobalDefault,
  priorityClassDeletion,
  priorityClassRules,
} from '../priority/rules.ts'
import { runtimeClassRules } from '../priority/runtime-class.ts'
import {
  clusterRoleBindingRules,
  clusterRoleRules,
  roleBindingRules,
  roleRules,
} from '../rbac/rules.ts'
import { parentView, row, statusOnly } from '../row.ts'
import { certificateSigningRequestFields } from '../selectable.ts'

const rbac = {
  group: 'rbac.authorization.k8s.io',
  api: 'rbac',
  createOnUpdate: true,
  nameErrors: pathSegmentName,
} as const
const flowcontrol = {
  group: 'flowcontrol.apiserver.k8s.io',
  api: 'flowcontrol',
  namespaced: false,
  hasGeneration: true,
} as const

export const clusterRoleBinding = row<ClusterRoleBinding>({
  ...rbac,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
  printer: clusterRoleBindingPrinter,
  rules: clusterRoleBindingRules,
})

export const clusterRole = row<ClusterRole>({
  ...rbac,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  rules: clusterRoleRules,
})

export const roleBinding = row<RoleBinding>({
  ...rbac,
  kind: 'RoleBinding',
  plural: 'rolebindings',
  namespaced: true,
  printer: roleBindingPrinter,
  rules: roleBindingRules,
})

export const role = row<Role>({
  ...rbac,
  kind: 'Role',
  plural: 'roles',
  namespaced: true,
  rules: roleRules,
})

export const podDisruptionBudget = row<PodDisruptionBudget>({
  group: 'policy',
  api: 'policy',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
  shortNames: ['pdb'],
  hasGeneration: true,
  demandsResourceVersion: true,
  looksAtMetadataLast: true,
  tellsMetadataOnce: true,
  subresources: [parentView('status', podDisruptionBudgetStatusRules)],
  printer: podDisruptionBudgetPrinter,
  rules: podDisruptionBudgetRules,
})

export const priorityClass = row<PriorityClass>({
  group: 'scheduling.k8s.io',
  api: 'scheduling',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  namespaced: false,
  shortNames: ['pc'],
  printer: priorityClassPrinter,
  rules: priorityClassRules,
  deletion: priorityClassDeletion,
  admission: [oneGlobalDefault],
})

export const lease = row<Lease>({
  group: 'coordination.k8s.io',
  api: 'coordination',
  kind: 'Lease',
  plural: 'leases',
  standardFinalizers: false,
  namespaced: true,
  demandsResourceVersion: true,
  createOnUpdate: true,
  printer: leasePrinter,
  rules: leaseRules,
})

export const runtimeClass = row<RuntimeClass>({
  group: 'node.k8s.io',
  api: 'node',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  namespaced: false,
  demandsResourceVersion: true,
  createOnUpdate: true,
  printer: runtimeClassPrinter,
  rules: runtimeClassRules,
})

export const certificateSigningRequest = row<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  api: 'certificates',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  namespaced: false,
  shortNames: ['csr'],
  subresources: [
    { ...parentView('approval', approvalRules), resets: ['spec', 'status.certificate'] },
    { ...parentView('status', certificateStatusRules), resets: ['spec', 'status.conditions'] },
  ],
  resets: ['spec', 'status'],
  selectable: certificateSigningRequestFields,
  printer: certificateSigningRequestPrinter,
  admission: [certificateSubjectRestriction],
  rules: certificateSigningRequestRules,
  nameErrors: () => [],
})

export const flowSchema = row<FlowSchema>({
  ...flowcontrol,
  kind: 'FlowSchema',
  plural: 'flowschemas',
  tellsMetadataOnce: true,
  subresources: [statusOnly(flowSchemaStatusRules)],
  printer: flowSchemaPrinter,
  rules: flowSchemaRules,
})

export const priorityLevelConfiguration = row<PriorityLevelConfiguration>({
  ...flowcontrol,
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  tellsMetadataOnce: true,
  subresources: [statusOnly(priorityLevelStatusRules)],
  printer: priorityLevelConfigurationPrinter,
  rules: priorityLevelRules,
})
