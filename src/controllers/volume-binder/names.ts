// The annotations by which binders, provisioners and the scheduler speak to one another.
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by'
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'
export const STORAGE_PROVISIONERS = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
]

/** A class that only ever gets volumes by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner'
/** Classes of this provisioner get volumes that nothing stands behind. */
export const SIMULATED = 'mimikube.dev/simulated'
/** Drivers are named like hosts, without a path. */
export const SIMULATED_DRIVER = 'simulated.mimikube.dev'
