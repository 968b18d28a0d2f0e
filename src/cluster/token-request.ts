// `POST serviceaccounts/NAME/token`: a token of an account, perhaps bound to a Pod, a Node or a Secret.
import { type Attributes, resourceAttributes } from '../auth/attributes.ts'
import type { Auth } from '../auth/auth.ts'
import { tokenFault } from '../auth/node/pod-restriction.ts'
import { ISSUER } from '../auth/service-account-tokens.ts'
import { node, pod, secret, serviceAccount } from '../kinds/index.ts'
import { invalid } from '../meta/field-errors.ts'
import { isObject, type KubeObject } from '../meta/object.ts'
import { badRequest, conflict, forbiddenStatus, invalidObject } from '../meta/status.ts'
import { formatTime } from '../meta/time.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { HandlerCall } from '../rest/handlers.ts'
import type {
  BoundObjectReference,
  TokenRequestSpec,
} from '../schema/generated/authentication-v1.ts'

const KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' }
const SECONDS_MIN = 600
const SECONDS_MAX = 2 ** 32
const SECONDS_DEFAULT = 3600

export async function tokenRequest(
  registry: Registry,
  { accounts, access }: Auth,
  call: HandlerCall,
) {
  const { namespace, name } = call.of
  const body = isObject(call.body?.value) ? call.body.value : {}
  const given = (isObject(body.spec) ? body.spec : {}) as TokenRequestSpec
  const account = registry.get(target(serviceAccount, namespace, name))
  checkMetadata(body.metadata, name, namespace)
  const mayAsk = (resource: string) =>
    access.authorizer.decide(call.user, asking(resource, call)).allowed
  const podOf = (podName: string) => registry.get(target(pod, namespace, podName))
  const fault = tokenFault(call.user, given, podOf, mayAsk)
  if (fault !== undefined) throw forbiddenStatus(call.of.kind, name, fault)
  const expirationSeconds = given.expirationSeconds ?? SECONDS_DEFAULT
  checkSeconds(expirationSeconds)
  const reference = given.boundObjectRef ?? undefined
  const bound = reference === undefined ? {} : boundOf(registry, reference, account)
  const audiences = (given.audiences ?? []).length === 0 ? [ISSUER] : (given.audiences ?? [])
  const { token, expiresMs } = await accounts.issue({
    account,
    audiences,
    expirationSeconds,
    bound,
  })
  const object = {
    kind: KIND.kind,
    apiVersion: `${KIND.group}/v1`,
    metadata: {
      name,
      namespace,
      uid: account.metadata.uid,
      creationTimestamp: formatTime(registry.clock.nowMs()),
    },
    spec: { audiences, expirationSeconds, boundObjectRef: reference ?? null },
    status: { token, expirationTimestamp: formatTime(expiresMs) },
  }
  return { object: object as unknown as KubeObject, code: 201 }
}

/** Nodes may have the right to ask for tokens for an audience that no Pod of theirs names. */
const asking = (resource: string, { of }: HandlerCall): Attributes =>
  resourceAttributes({
    verb: 'request-serviceaccounts-token-audience',
    version: 'v1',
    resource,
    namespace: of.namespace,
    name: of.name,
  })

function checkMetadata(metadata: unknown, name: string, namespace: string): void {
  if (!isObject(metadata)) return
  // Clients that speak protobuf send empty texts for what they leave out.
  if ((metadata.namespace || namespace) !== namespace)
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  if ((metadata.name || name) === name) return
  const text = 'must match the service account name if specified'
  throw invalidObject(KIND, name, [invalid('metadata.name', metadata.name, text)])
}

function checkSeconds(seconds: number): void {
  const refuse = (text: string): never => {
    throw invalidObject(KIND, '', [invalid('spec.expirationSeconds', seconds, text)])
  }
  if (seconds < SECONDS_MIN) refuse('may not specify a duration less than 10 minutes')
  if (seconds > SECONDS_MAX) refuse('may not specify a duration larger than 2^32 seconds')
}

/** What the token is bound to; it must be there, and a Pod must run under the account. */
function boundOf(registry: Registry, ref: BoundObjectReference, account: KubeObject) {
  const { namespace = '', name: accountName = '' } = account.metadata
  const name = ref.name ?? ''
  const { apiVersion = '', kind = '' } = ref
  if (apiVersion === 'v1' && kind === 'Pod') {
    const found = registry.get(target(pod, namespace, name))
    const runsAs = found.spec?.serviceAccountName ?? ''
    if (runsAs !== accountName)
      throw badRequest(
        `cannot bind token for serviceaccount "${accountName}" to pod running with different serviceaccount name.`,
      )
    checkUid(ref, found)
    const at = registry.find(target(node, '', found.spec?.nodeName ?? ''))
    return { pod: found, ...(at === undefined ? {} : { node: at }) }
  }
  if (apiVersion === 'v1' && kind === 'Node') {
    const found = registry.get(target(node, '', name))
    checkUid(ref, found)
    return { node: found }
  }
  if (apiVersion === 'v1' && kind === 'Secret') {
    const found = registry.get(target(secret, namespace, name))
    checkUid(ref, found)
    return { secret: found }
  }
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`)
}

function checkUid(ref: BoundObjectReference, found: KubeObject): void {
  const { uid = '' } = ref
  if (uid === '' || uid === found.metadata.uid) return
  throw conflict(
    { group: '', plural: ref.kind ?? '' },
    ref.name ?? '',
    `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
  )
}
