// Who may do what, and how much of it: RBAC, disruption budgets, priorities, flow control, leases.
import { parentView, row } from '../row.ts'
import { certificateSigningRequestFields } from '../selectable.ts'
import { statusAlone, statusWithMetadata } from '../status.ts'

const rbac = { group: 'rbac.authorization.k8s.io', api: 'rbac', createOnUpdate: true } as const
const flowcontrol = {
  group: 'flowcontrol.apiserver.k8s.io',
  api: 'flowcontrol',
  namespaced: false,
  hasGeneration: true,
} as const

export const clusterRoleBinding = row({
  ...rbac,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
})

export const clusterRole = row({
  ...rbac,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
})

export const roleBinding = row({
  ...rbac,
  kind: 'RoleBinding',
  plural: 'rolebindings',
  namespaced: true,
})

export const role = row({ ...rbac, kind: 'Role', plural: 'roles', namespaced: true })

export const podDisruptionBudget = row({
  group: 'policy',
  api: 'policy',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
  shortNames: ['pdb'],
  hasGeneration: true,
  demandsResourceVersion: true,
  subresources: [parentView('status', statusWithMetadata)],
})

export const priorityClass = row({
  group: 'scheduling.k8s.io',
  api: 'scheduling',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  namespaced: false,
  shortNames: ['pc'],
  hasGeneration: true,
})

export const lease = row({
  group: 'coordination.k8s.io',
  api: 'coordination',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  demandsResourceVersion: true,
  createOnUpdate: true,
})

export const runtimeClass = row({
  group: 'node.k8s.io',
  api: 'node',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  namespaced: false,
  demandsResourceVersion: true,
  createOnUpdate: true,
})

export const certificateSigningRequest = row({
  group: 'certificates.k8s.io',
  api: 'certificates',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  namespaced: false,
  shortNames: ['csr'],
  subresources: [parentView('approval', statusAlone), parentView('status', statusAlone)],
  selectable: certificateSigningRequestFields,
})

export const flowSchema = row({
  ...flowcontrol,
  kind: 'FlowSchema',
  plural: 'flowschemas',
  subresources: [parentView('status', statusAlone)],
})

export const priorityLevelConfiguration = row({
  ...flowcontrol,
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  subresources: [parentView('status', statusAlone)],
})
