// Who a Pod is: its service account, the token it finds in its containers, and the secrets it may name.
import type { AdmissionContext, AdmissionRule, Reader } from '../../../meta/kind.ts'
import type {
  Container,
  Pod,
  PodSpec,
  ServiceAccount,
  Volume,
} from '../../../schema/generated/core-v1.ts'
import { changed, mapped } from '../../same.ts'
import { specOf } from '../parts.ts'
import { isMirror, refuseMirror } from './mirror.ts'
import { refuseEphemeralSecrets, refuseSecrets } from './mountable-secrets.ts'
import { podForbidden } from './refusal.ts'

const DEFAULT_ACCOUNT = 'default'
const VOLUME_PREFIX = 'kube-api-access-'
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
const SUFFIX_LENGTH = 5
/** An hour and some seconds: a kubelet that sees this number may give longer tokens to old clients. */
const TOKEN_SECONDS = 3607
const FILE_MODE = 0o644

export const serviceAccount: AdmissionRule<Pod> = {
  name: 'ServiceAccount',
  mutate: (draft, old, context) => {
    if (old !== undefined || context.subresource !== '') return draft
    if (isMirror(draft)) return draft
    const named = withAccountName(draft)
    const account = accountOf(named, context.reader)
    const spec = withPullSecrets(withToken(specOf(named), account, context), account)
    return changed(named, 'spec', spec)
  },
  check: (pod, old, { operation, subresource, reader }) => {
    if (pod === undefined) return
    if (operation === 'UPDATE' && subresource === 'ephemeralcontainers')
      return refuseEphemeralSecrets(pod, accountOf(pod, reader))
    if (old !== undefined || subresource !== '') return
    if (isMirror(pod)) refuseMirror(pod)
    else refuseSecrets(pod, accountOf(pod, reader))
  },
}

function withAccountName(pod: Pod): Pod {
  const spec = specOf(pod)
  if (spec.serviceAccountName) return pod
  return {
    ...pod,
    spec: { ...spec, serviceAccountName: DEFAULT_ACCOUNT, serviceAccount: DEFAULT_ACCOUNT },
  }
}

function accountOf(pod: Pod, reader: Reader): ServiceAccount {
  const namespace = pod.metadata.namespace ?? ''
  const name = specOf(pod).serviceAccountName ?? ''
  const account = reader.get('serviceaccounts', namespace, name)
  if (account !== undefined) return account as ServiceAccount
  throw podForbidden(
    pod,
    `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
  )
}

/** The Pod's own word counts for more than its account's; who says nothing gets the token. */
const wantsToken = (spec: PodSpec, account: ServiceAccount): boolean =>
  spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true

function withToken(
  spec: PodSpec,
  account: ServiceAccount,
  context: Pick<AdmissionContext, 'suffix'>,
): PodSpec {
  if (!wantsToken(spec, account)) return spec
  const present = (spec.volumes ?? []).find(({ name }) => name.startsWith(VOLUME_PREFIX))
  const lacking = (container: Container): boolean =>
    !(container.volumeMounts ?? []).some(({ mountPath }) => mountPath === MOUNT_PATH)
  const containers = spec.containers ?? []
  if (![...containers, ...(spec.initContainers ?? [])].some(lacking)) return spec
  const name = present?.name ?? `${VOLUME_PREFIX}${context.suffix(SUFFIX_LENGTH)}`
  const mounting = (container: Container): Container =>
    lacking(container) ? withMount(container, name) : container
  return {
    ...spec,
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: mapped(spec.initContainers, mounting) }),
    containers: mapped(containers, mounting),
    ...(present === undefined ? { volumes: [...(spec.volumes ?? []), tokenVolume(name)] } : {}),
  }
}

const withMount = (container: Container, name: string): Container => ({
  ...container,
  volumeMounts: [
    ...(container.volumeMounts ?? []),
    { name, readOnly: true, mountPath: MOUNT_PATH },
  ],
})

const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [
            { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
          ],
        },
      },
    ],
    defaultMode: FILE_MODE,
  },
})

function withPullSecrets(spec: PodSpec, { imagePullSecrets = [] }: ServiceAccount): PodSpec {
  if ((spec.imagePullSecrets ?? []).length > 0 || imagePullSecrets.length === 0) return spec
  return { ...spec, imagePullSecrets }
}
