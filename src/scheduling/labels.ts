// The names of labels, taints and annotations that nodes are known by (core `well_known_*.go`).

export const HOSTNAME_LABEL = 'kubernetes.io/hostname'
export const OS_LABEL = 'kubernetes.io/os'
export const ARCH_LABEL = 'kubernetes.io/arch'
export const BETA_OS_LABEL = 'beta.kubernetes.io/os'
export const BETA_ARCH_LABEL = 'beta.kubernetes.io/arch'
export const ZONE_LABEL = 'topology.kubernetes.io/zone'
export const REGION_LABEL = 'topology.kubernetes.io/region'
export const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane'

export const TAINT_NOT_READY = 'node.kubernetes.io/not-ready'
export const TAINT_UNREACHABLE = 'node.kubernetes.io/unreachable'
export const TAINT_UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'
export const TAINT_MEMORY_PRESSURE = 'node.kubernetes.io/memory-pressure'
export const TAINT_DISK_PRESSURE = 'node.kubernetes.io/disk-pressure'
export const TAINT_PID_PRESSURE = 'node.kubernetes.io/pid-pressure'
export const TAINT_NETWORK_UNAVAILABLE = 'node.kubernetes.io/network-unavailable'
export const TAINT_OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service'

/** A Node with this annotation and the value `none` has no simulated kubelet. */
export const KUBELET_ANNOTATION = 'mimikube.dev/kubelet'
