// The machine that simulated kubelets say they run on.
import type { NodeSystemInfo } from '../schema/generated/core-v1.ts'

const NODE_INFO: NodeSystemInfo = {
  machineID: '',
  systemUUID: '',
  bootID: '',
  kernelVersion: '6.8.0-60-generic',
  osImage: 'Debian GNU/Linux 12 (bookworm)',
  containerRuntimeVersion: 'containerd://2.1.4',
  kubeletVersion: 'v1.36.1',
  kubeProxyVersion: '',
  operatingSystem: 'linux',
  architecture: 'amd64',
}

/** What a kubelet of v1.36 says that it can do beside, by name. */
const FEATURES = [
  'GuaranteedQoSPodCPUResize',
  'InPlacePodLevelResourcesVerticalScaling',
  'InPlacePodVerticalScalingInitContainers',
  'RestartAllContainersOnContainerExits',
]

/** Its size and software. */
export const MACHINE = Object.freeze({
  declaredFeatures: Object.freeze(FEATURES),
  capacity: Object.freeze({
    cpu: '8',
    'ephemeral-storage': '61202244Ki',
    memory: '16374540Ki',
    pods: '110',
  }),
  nodeInfo: Object.freeze(NODE_INFO),
})
