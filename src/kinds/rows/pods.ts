// Pods and what makes them in the legacy group.

import { generatedName } from '../../meta/names.ts'
import type { Pod, PodTemplate, ReplicationController } from '../../schema/generated/core-v1.ts'
import { HANDLERS } from '../handlers.ts'
import { podAdmission } from '../pod/admission/index.ts'
import { podDeletion } from '../pod/deletion.ts'
import { podEphemeralContainersRules } from '../pod/ephemeral-rules.ts'
import { podResizeRules } from '../pod/resize-rules.ts'
import { podRules } from '../pod/rules.ts'
import { podStatusRules } from '../pod/status-rules.ts'
import { podTemplateRules } from '../podtemplate/rules.ts'
import { podPrinter } from '../printers/pod.ts'
import { podTemplatePrinter, replicationControllerPrinter } from '../printers/workloads.ts'
import {
  replicationControllerRules,
  replicationControllerStatusRules,
} from '../replicationcontroller/rules.ts'
import { handled, parentView, proxy, row, scaleView } from '../row.ts'
import { controllerScale } from '../scale.ts'
import { podFields, replicationControllerFields } from '../selectable.ts'

const core = { group: '', api: 'core' } as const

export const pod = row<Pod>({
  ...core,
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  hasGeneration: true,
  deletion: { ...podDeletion, returnsObject: true },
  rules: podRules,
  subresources: [
    handled('attach', ['create', 'get'], HANDLERS.podAttach, {
      group: '',
      version: 'v1',
      kind: 'PodAttachOptions',
    }),
    handled('binding', ['create'], HANDLERS.podBinding, {
      group: '',
      version: 'v1',
      kind: 'Binding',
    }),
    parentView('ephemeralcontainers', podEphemeralContainersRules),
    handled('eviction', ['create'], HANDLERS.podEviction, {
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
    }),
    handled('exec', ['create', 'get'], HANDLERS.podExec, {
      group: '',
      version: 'v1',
      kind: 'PodExecOptions',
    }),
    handled('log', ['get'], HANDLERS.podLog),
    handled('portforward', ['create', 'get'], HANDLERS.podPortForward, {
      group: '',
      version: 'v1',
      kind: 'PodPortForwardOptions',
    }),
    proxy(HANDLERS.podProxy, 'PodProxyOptions'),
    parentView('resize', podResizeRules),
    {
      ...parentView('status', podStatusRules),
      resets: ['spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences'],
    },
  ],
  selectable: podFields,
  printer: podPrinter,
  admission: podAdmission,
})

export const podTemplate = row<PodTemplate>({
  ...core,
  kind: 'PodTemplate',
  plural: 'podtemplates',
  namespaced: true,
  hasGeneration: true,
  rules: podTemplateRules,
  deletion: { returnsObject: true },
  printer: podTemplatePrinter,
})

export const replicationController = row<ReplicationController>({
  ...core,
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  storagePath: 'controllers',
  namespaced: true,
  shortNames: ['rc'],
  categories: ['all'],
  hasGeneration: true,
  deletion: { defaultPropagation: 'Orphan' },
  nameErrors: generatedName,
  subresources: [
    scaleView(controllerScale),
    parentView('status', replicationControllerStatusRules),
  ],
  selectable: replicationControllerFields,
  printer: replicationControllerPrinter,
  rules: replicationControllerRules,
})
