// The legacy group, whose name is empty.

import type { Kind } from '../../meta/kind.ts'
import { labelName } from '../../meta/names.ts'
import type {
  ComponentStatus,
  ConfigMap,
  Endpoints,
  LimitRange,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  ResourceQuota,
  Secret,
  Service,
  ServiceAccount,
} from '../../schema/generated/core-v1.ts'
import { configMapRules } from '../config/config-map.ts'
import { secretRules } from '../config/secret.ts'
import { serviceAccountRules } from '../config/service-account.ts'
import { endpointsRules } from '../endpoints/rules.ts'
import { HANDLERS } from '../handlers.ts'
import { limitRangeRules } from '../limits/limit-range.ts'
import { resourceQuotaRules, resourceQuotaStatusRules } from '../limits/resource-quota.ts'
import {
  namespaceDeletion,
  namespaceFinalizeRules,
  namespaceName,
  namespaceRules,
  namespaceStatusRules,
} from '../namespace/rules.ts'
import { nodeAdmission } from '../node/admission.ts'
import { nodeRules, nodeStatusRules } from '../node/rules.ts'
import { claimLimitRanger } from '../pod/admission/limit-ranger.ts'
import {
  configMapPrinter,
  resourceQuotaPrinter,
  secretPrinter,
  serviceAccountPrinter,
} from '../printers/config.ts'
import { componentStatusPrinter, namespacePrinter, nodePrinter } from '../printers/node.ts'
import { endpointsPrinter, servicePrinter } from '../printers/service.ts'
import { persistentVolumeClaimPrinter, persistentVolumePrinter } from '../printers/volume.ts'
import { handled, parentView, proxy, review, row } from '../row.ts'
import { namespaceFields, nodeFields, secretFields, serviceFields } from '../selectable.ts'
import { serviceAllocation } from '../service/allocate.ts'
import { serviceRules } from '../service/rules.ts'
import { serviceStatusRules } from '../service/status.ts'
import { persistentVolumeClaimRules } from '../volume/claim.ts'
import { persistentVolumeClaimStatusRules } from '../volume/claim-status.ts'
import { claimResize, defaultStorageClass, inUseProtection } from '../volume/classes.ts'
import { persistentVolumeRules, persistentVolumeStatusRules } from '../volume/volume.ts'

const core = { group: '', api: 'core' } as const

export const binding = review({
  ...core,
  kind: 'Binding',
  plural: 'bindings',
  namespaced: true,
  handler: HANDLERS.binding,
})

export const componentStatus = row<ComponentStatus>({
  ...core,
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  deprecated: 'v1 ComponentStatus is deprecated in v1.19+',
  namespaced: false,
  shortNames: ['cs'],
  verbs: ['get', 'list'],
  handler: HANDLERS.componentStatus,
  printer: componentStatusPrinter,
})

export const configMap = row<ConfigMap>({
  ...core,
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
  shortNames: ['cm'],
  printer: configMapPrinter,
  rules: configMapRules,
})

export const endpoints = row<Endpoints>({
  ...core,
  kind: 'Endpoints',
  plural: 'endpoints',
  storagePath: 'services/endpoints',
  deprecated: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  namespaced: true,
  shortNames: ['ep'],
  createOnUpdate: true,
  printer: endpointsPrinter,
  rules: endpointsRules,
})

export const limitRange = row<LimitRange>({
  ...core,
  kind: 'LimitRange',
  plural: 'limitranges',
  namespaced: true,
  shortNames: ['limits'],
  createOnUpdate: true,
  rules: limitRangeRules,
})

export const namespace = row<Namespace>({
  ...core,
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  deletion: namespaceDeletion,
  subresources: [
    { ...parentView('finalize', namespaceFinalizeRules, ['update']), resets: ['status'] },
    parentView('status', namespaceStatusRules),
  ],
  selectable: namespaceFields,
  printer: namespacePrinter,
  rules: namespaceRules,
  nameErrors: namespaceName,
})

export const node = row<Node>({
  ...core,
  kind: 'Node',
  plural: 'nodes',
  storagePath: 'minions',
  namespaced: false,
  shortNames: ['no'],
  subresources: [
    proxy(HANDLERS.nodeProxy, 'NodeProxyOptions'),
    parentView('status', nodeStatusRules),
  ],
  selectable: nodeFields,
  printer: nodePrinter,
  rules: nodeRules,
  admission: nodeAdmission,
})

export const persistentVolumeClaim = row<PersistentVolumeClaim>({
  ...core,
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  namespaced: true,
  shortNames: ['pvc'],
  deletion: { returnsObject: true },
  subresources: [parentView('status', persistentVolumeClaimStatusRules)],
  printer: persistentVolumeClaimPrinter,
  rules: persistentVolumeClaimRules,
  admission: [
    claimLimitRanger,
    defaultStorageClass,
    inUseProtection('kubernetes.io/pvc-protection'),
    claimResize,
  ],
})

export const persistentVolume = row<PersistentVolume>({
  ...core,
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  namespaced: false,
  shortNames: ['pv'],
  deletion: { returnsObject: true },
  subresources: [parentView('status', persistentVolumeStatusRules)],
  printer: persistentVolumePrinter,
  rules: persistentVolumeRules,
  admission: [inUseProtection('kubernetes.io/pv-protection')],
})

export const resourceQuota = row<ResourceQuota>({
  ...core,
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  namespaced: true,
  shortNames: ['quota'],
  deletion: { returnsObject: true },
  subresources: [parentView('status', resourceQuotaStatusRules)],
  printer: resourceQuotaPrinter,
  rules: resourceQuotaRules,
})

export const secret = row<Secret>({
  ...core,
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  selectable: secretFields,
  printer: secretPrinter,
  rules: secretRules,
})

export const serviceAccount = row<ServiceAccount>({
  ...core,
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
  shortNames: ['sa'],
  deletion: { returnsObject: true },
  subresources: [
    handled('token', ['create'], HANDLERS.serviceAccountToken, {
      group: 'authentication.k8s.io',
      version: 'v1',
      kind: 'TokenRequest',
    }),
  ],
  printer: serviceAccountPrinter,
  rules: serviceAccountRules,
})

export const service = row<Service>({
  ...core,
  kind: 'Service',
  plural: 'services',
  storagePath: 'services/specs',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  createOnUpdate: true,
  deletion: { returnsObject: true, takesAlong: endpoints as Kind },
  subresources: [
    proxy(HANDLERS.serviceProxy, 'ServiceProxyOptions'),
    parentView('status', serviceStatusRules),
  ],
  rules: serviceRules,
  admission: [serviceAllocation],
  nameErrors: labelName,
  selectable: serviceFields,
  printer: servicePrinter,
})
