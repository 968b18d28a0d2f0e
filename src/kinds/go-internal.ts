// Where the internal form of a struct differs from the one that is served: in the order of its members, in
// what it lacks, and in which struct they stand.

type Members = Readonly<Record<string, unknown>>

const POD_SPEC =
  'Volumes InitContainers Containers EphemeralContainers RestartPolicy TerminationGracePeriodSeconds ' +
  'ActiveDeadlineSeconds DNSPolicy NodeSelector ServiceAccountName AutomountServiceAccountToken NodeName ' +
  'SecurityContext ImagePullSecrets Hostname Subdomain SetHostnameAsFQDN Affinity SchedulerName Tolerations ' +
  'HostAliases PriorityClassName Priority PreemptionPolicy DNSConfig ReadinessGates RuntimeClassName Overhead ' +
  'EnableServiceLinks TopologySpreadConstraints OS SchedulingGates ResourceClaims Resources HostnameOverride ' +
  'SchedulingGroup'

/** What a Pod shares with its host; inside, these stand in the security context. */
const SHARED = 'HostNetwork HostPID HostIPC ShareProcessNamespace HostUsers'

const SECURITY_CONTEXT =
  'SELinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy ' +
  'FSGroup FSGroupChangePolicy Sysctls SeccompProfile AppArmorProfile SELinuxChangePolicy'

const VOLUME =
  'Name HostPath EmptyDir GCEPersistentDisk AWSElasticBlockStore GitRepo Secret NFS ISCSI Glusterfs ' +
  'PersistentVolumeClaim RBD Quobyte FlexVolume Cinder CephFS Flocker DownwardAPI FC AzureFile ConfigMap ' +
  'VsphereVolume AzureDisk PhotonPersistentDisk Projected PortworxVolume ScaleIO StorageOS CSI Ephemeral Image'

const picked = (names: string, members: Members): Members =>
  Object.fromEntries(names.split(' ').map(name => [name, members[name] ?? null]))

const LAYOUTS: Readonly<Record<string, (members: Members) => Members>> = {
  'core/v1.PodSpec': members => ({
    ...picked(POD_SPEC, members),
    SecurityContext: { ...picked(SHARED, members), ...contextOf(members) },
  }),
  'core/v1.PodSecurityContext': members => picked(SECURITY_CONTEXT, members),
  'core/v1.Volume': members => picked(VOLUME, members),
}

/** A Pod always has a security context inside, if an empty one. */
const contextOf = ({ SecurityContext: context }: Members): Members =>
  picked(SECURITY_CONTEXT, (context ?? {}) as Members)

/** The members of a struct as the internal form has them. */
export const asInternal = (type: string, members: Members): Members =>
  LAYOUTS[type]?.(members) ?? members
