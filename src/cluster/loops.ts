// The controllers and kubelets of a cluster, in the order in which they get their turns.
import type { Clock } from '../clock.ts'
import { AdmissionPolicyStatus } from '../controllers/admissionpolicy-status/controller.ts'
import { CustomResources } from '../controllers/apiextensions/controller.ts'
import { ApiFaults } from '../controllers/apifaults/controller.ts'
import { ApiServiceAvailability } from '../controllers/apiservices/controller.ts'
import { KubernetesService } from '../controllers/bootstrap/kubernetes-service.ts'
import { kubernetesServiceDrafts } from '../controllers/bootstrap/system.ts'
import { type Approve, Certificates, type Issue } from '../controllers/certificates/controller.ts'
import { type ClockControl, ClockController } from '../controllers/clock/controller.ts'
import { ClusterRoleAggregation } from '../controllers/clusterrole-aggregation/controller.ts'
import { CronJobController } from '../controllers/cronjob/controller.ts'
import { DaemonSetController } from '../controllers/daemonset/controller.ts'
import { DaemonSetNodes } from '../controllers/daemonset/node-controller.ts'
import { DeploymentController } from '../controllers/deployment/controller.ts'
import { DisruptionController } from '../controllers/disruption/controller.ts'
import { EndpointsController } from '../controllers/endpoints/controller.ts'
import { EndpointSliceController } from '../controllers/endpointslice/controller.ts'
import { EndpointSliceMirroring } from '../controllers/endpointslice/mirroring.ts'
import { EphemeralVolumes } from '../controllers/ephemeral-volume/controller.ts'
import { EventTtl } from '../controllers/event-ttl/controller.ts'
import { FlowSchemaController } from '../controllers/flowcontrol/controller.ts'
import { GarbageCollector } from '../controllers/gc/controller.ts'
import { JobController } from '../controllers/job/controller.ts'
import { JobOrphans } from '../controllers/job/orphans.ts'
import { JobTtl } from '../controllers/job/ttl.ts'
import { NamespaceController } from '../controllers/namespace/controller.ts'
import { NodeHealthLoop } from '../controllers/node/health-loop.ts'
import { NodeStateLoop } from '../controllers/node/state-loop.ts'
import { NodePoolController } from '../controllers/nodepool/controller.ts'
import { PodAutoscaler } from '../controllers/podautoscaler/controller.ts'
import { PodGc } from '../controllers/podgc/controller.ts'
import { PodsByController } from '../controllers/pods-by-controller.ts'
import { ReplicaController } from '../controllers/replicaset/controller.ts'
import {
  replicaSetFlavour,
  replicationControllerFlavour,
} from '../controllers/replicaset/replica-owner.ts'
import { ResourceClaims } from '../controllers/resource-claim/controller.ts'
import { ResourceQuotaController } from '../controllers/resourcequota/controller.ts'
import { RootCaPublisher } from '../controllers/root-ca/controller.ts'
import { Scheduler } from '../controllers/scheduler/scheduler.ts'
import { ServiceAddresses } from '../controllers/service-cidr/addresses.ts'
import { ServiceCIDRs } from '../controllers/service-cidr/controller.ts'
import { ServiceAccounts } from '../controllers/serviceaccount/controller.ts'
import { TokenSecrets, type TokenSecretsOptions } from '../controllers/serviceaccount/tokens.ts'
import { StatefulSetController } from '../controllers/statefulset/controller.ts'
import { TaintEviction } from '../controllers/tainteviction/controller.ts'
import { VolumeBinder } from '../controllers/volume-binder/controller.ts'
import { AttributesClassProtection } from '../controllers/volume-protection/attributes-class.ts'
import { VolumeProtection } from '../controllers/volume-protection/controller.ts'
import type { Ids } from '../ids.ts'
import type { Table } from '../kinds/index.ts'
import { type BehaviorOf, usual } from '../kubelet/behavior.ts'
import { KubeletEvents } from '../kubelet/events.ts'
import { NodeLoop } from '../kubelet/node-loop.ts'
import { PodLoop } from '../kubelet/pod-loop.ts'
import { WorldLoop } from '../kubelet/world-loop.ts'
import type { Loop } from '../loop/loop.ts'
import type { Aside } from '../loop/runner.ts'
import type { Timers } from '../loop/timers.ts'
import type { Registry } from '../registry/registry.ts'
import type { PodsOfNodes } from '../scheduling/node-info.ts'
import { conversionCalls } from './conversions.ts'
import { podsByNode } from './pods-by-node.ts'
import { startMachine } from './pools.ts'
import { API_ADDRESS } from './populate.ts'
import { Recorders } from './recorders.ts'

/** How the simulated world behaves; durations are world time in milliseconds. */
export interface WorldOptions {
  /** From a Pod's binding until its containers run; a moment when left out, 0 is at once. */
  readonly podStartDelayMs?: number | undefined
  readonly nodeMonitorPeriodMs?: number | undefined
  readonly nodeMonitorGracePeriodMs?: number | undefined
  readonly nodeStartupGracePeriodMs?: number | undefined
}

export interface LoopParts {
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly ids: Ids
  readonly timers: Timers
}

export interface World {
  /** How Pods live now. */
  readonly behaviorOf: BehaviorOf
  readonly loops: readonly Loop[]
  readonly asides: readonly Aside[]
}

/** What namespaces, accounts and clients are given: the server's certificate, in PEM, tokens and certificates. */
export interface Credentials extends Pick<TokenSecretsOptions, 'rootCa' | 'tokenFor'> {
  /** Signs what asks for a certificate, and approves what needs nobody's decision. */
  readonly issue: Issue
  readonly approve: Approve
}

/** What loops may do to the world itself. */
export interface Controls {
  readonly clockControl: ClockControl
}

export function makeLoops(parts: LoopParts, options: WorldOptions & Credentials & Controls): World {
  const { registry, table, timers } = parts
  const tell = new Recorders(registry)
  const podsByController = new PodsByController(registry)
  const podsOfNodes = podsByNode(registry)
  const kubelets = new KubeletEvents(node => tell.kubelet(node))
  const world = new WorldLoop({ registry, timers, usual: usualBehavior(options) })
  const { behaviorOf, isUp } = world
  const nodeLoop = new NodeLoop({ registry, timers, events: kubelets, isUp })
  const podLoop = new PodLoop({
    registry,
    timers,
    podsOfNodes,
    events: kubelets,
    behaviorOf,
    isUp,
  })
  world.wakes({
    node: name => {
      nodeLoop.queue.add(name)
      podLoop.refresh(name)
    },
    reboot: name => podLoop.reboot(name),
    pod: pod => podLoop.behave(pod),
  })
  const daemonSets = new DaemonSetController({
    registry,
    timers,
    podsByController,
    recorder: tell.controller('daemonset-controller', 'daemon-set-controller'),
  })
  const loops: Loop[] = [
    ...namespaceLoops(parts, options),
    new ApiFaults({ registry, timers }),
    new NodePoolController({
      registry,
      timers,
      startMachine: (pool, name) => startMachine(registry, pool, name),
    }),
    new ClockController({ registry, timers, control: options.clockControl }),
    world,
    nodeLoop,
    ...nodeLoops(parts, tell, podsOfNodes, options),
    daemonSets,
    new DaemonSetNodes({ registry, timers, podsByController, daemonSetQueue: daemonSets.queue }),
    ...workloadLoops(parts, tell, podsByController),
    new Scheduler({ registry, timers, podsOfNodes, events: tell.scheduler() }),
    podLoop,
    ...serviceLoops(parts),
    new DisruptionController({
      registry,
      timers,
      events: tell.controller('controllermanager', 'disruption-controller'),
      kindOf: (group, kind) => table.byKind(group, kind),
    }),
    new PodAutoscaler({
      registry,
      timers,
      recorder: tell.controller('horizontal-pod-autoscaler', 'horizontal-pod-autoscaler'),
      kindOf: (group, kind) => table.byKind(group, kind),
    }),
    ...volumeLoops(parts, tell),
    new GarbageCollector({
      registry,
      table,
      timers,
      events: tell.controller('garbage-collector-controller', 'generic-garbage-collector'),
    }),
    new EventTtl({ registry, timers }),
    new FlowSchemaController({ registry, timers }),
  ]
  return { loops, asides: [...tell.asides, kubelets], behaviorOf }
}

function namespaceLoops(
  { registry, table, timers, ids }: LoopParts,
  { rootCa, tokenFor, issue, approve }: Credentials,
): Loop[] {
  return [
    new CustomResources({ registry, table, timers, conversions: conversionCalls(registry, ids) }),
    new NamespaceController({ registry, table, timers }),
    new ServiceAccounts({ registry, timers }),
    new TokenSecrets({ registry, timers, rootCa, tokenFor }),
    new RootCaPublisher({ registry, timers, rootCa }),
    new Certificates({ registry, timers, issue, approve }),
    new ResourceQuotaController({ registry, timers }),
    new AdmissionPolicyStatus({ registry, table, timers }),
    new ClusterRoleAggregation({ registry, timers }),
  ]
}

function nodeLoops(
  { registry, timers }: LoopParts,
  tell: Recorders,
  podsOfNodes: PodsOfNodes,
  options: WorldOptions,
): Loop[] {
  const events = tell.controller('node-controller', 'node-controller')
  const evictions = tell.controller('taint-eviction-controller', 'node-controller')
  return [
    new NodeStateLoop({ registry, timers }),
    new NodeHealthLoop({ registry, timers, podsOfNodes, events, ...settingsOf(options) }),
    new TaintEviction({ registry, timers, podsOfNodes, events: evictions }),
    new PodGc({ registry, timers }),
  ]
}

function workloadLoops(
  { registry, timers }: LoopParts,
  tell: Recorders,
  podsByController: PodsByController,
): Loop[] {
  const shared = (component: string, account: string) => ({
    registry,
    timers,
    podsByController,
    recorder: tell.controller(component, account),
  })
  return [
    new DeploymentController(shared('deployment-controller', 'deployment-controller')),
    ...[replicaSetFlavour, replicationControllerFlavour].map(
      flavour =>
        new ReplicaController({
          ...shared(`${flavour.name}-controller`, flavour.account),
          flavour,
        }),
    ),
    new StatefulSetController(shared('statefulset-controller', 'statefulset-controller')),
    new JobController(shared('job-controller', 'job-controller')),
    new JobOrphans({ registry, timers, podsByController }),
    new JobTtl({ registry, timers }),
    new CronJobController({
      registry,
      timers,
      recorder: tell.controller('cronjob-controller', 'cronjob-controller'),
    }),
  ]
}

function volumeLoops({ registry, timers }: LoopParts, tell: Recorders): Loop[] {
  const binder = tell.controller('persistentvolume-controller', 'persistent-volume-binder')
  const ephemeral = tell.controller('ephemeral_volume', 'ephemeral-volume-controller')
  const claims = tell.controller('resource_claim', 'resource-claim-controller')
  return [
    new ResourceClaims({ registry, timers, recorder: claims }),
    new EphemeralVolumes({ registry, timers, recorder: ephemeral }),
    new VolumeBinder({ registry, timers, recorder: binder }),
    new VolumeProtection({ registry, timers }),
    new AttributesClassProtection({ registry, timers }),
  ]
}

function serviceLoops({ registry, timers }: LoopParts): Loop[] {
  return [
    new ServiceAddresses({ registry, timers }),
    new ServiceCIDRs({ registry, timers }),
    new EndpointsController({ registry, timers }),
    new EndpointSliceController({ registry, timers }),
    new EndpointSliceMirroring({ registry, timers }),
    new KubernetesService({ registry, timers, drafts: kubernetesServiceDrafts(API_ADDRESS) }),
    new ApiServiceAvailability({ registry, timers }),
  ]
}

/** How long a Pod takes to start when nobody says otherwise. */
const POD_START_DELAY_MS = 1_000

const usualBehavior = ({ podStartDelayMs = POD_START_DELAY_MS }: WorldOptions): BehaviorOf =>
  usual(podStartDelayMs)

function settingsOf(options: WorldOptions) {
  const { nodeMonitorPeriodMs, nodeMonitorGracePeriodMs, nodeStartupGracePeriodMs } = options
  return {
    ...(nodeMonitorPeriodMs === undefined ? {} : { nodeMonitorPeriodMs }),
    ...(nodeMonitorGracePeriodMs === undefined ? {} : { nodeMonitorGracePeriodMs }),
    ...(nodeStartupGracePeriodMs === undefined ? {} : { nodeStartupGracePeriodMs }),
  }
}
