// An account can insist that its Pods name no secrets beside its own.
import type {
  Container,
  EphemeralContainer,
  Pod,
  ServiceAccount,
} from '../../../schema/generated/core-v1.ts'
import { specOf } from '../parts.ts'
import { podForbidden } from './refusal.ts'

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets'
/** What counts as yes, as Go reads it. */
const YES = ['1', 't', 'T', 'true', 'TRUE', 'True']

const enforces = (account: ServiceAccount): boolean =>
  YES.includes(account.metadata.annotations?.[ENFORCE] ?? '')

const secretsOf = (account: ServiceAccount): Set<string | undefined> =>
  new Set((account.secrets ?? []).map(({ name }) => name))

export function refuseSecrets(pod: Pod, account: ServiceAccount): void {
  if (!enforces(account)) return
  const spec = specOf(pod)
  const known = secretsOf(account)
  const name = account.metadata.name ?? ''
  for (const { secret } of spec.volumes ?? [])
    if (secret !== undefined && !known.has(secret.secretName ?? ''))
      throw podForbidden(
        pod,
        `volume with secret.secretName="${secret.secretName ?? ''}" is not allowed because service account ${name} does not reference that secret`,
      )
  refuseVariables(pod, 'init container', spec.initContainers, account)
  refuseVariables(pod, 'container', spec.containers, account)
  const pullable = new Set((account.imagePullSecrets ?? []).map(one => one.name))
  for (const [index, one] of (spec.imagePullSecrets ?? []).entries())
    if (!pullable.has(one.name))
      throw podForbidden(
        pod,
        `imagePullSecrets[${index}].name="${one.name ?? ''}" is not allowed because service account ${name} does not reference that imagePullSecret`,
      )
}

export function refuseEphemeralSecrets(pod: Pod, account: ServiceAccount): void {
  if (enforces(account))
    refuseVariables(pod, 'ephemeral container', specOf(pod).ephemeralContainers, account)
}

function refuseVariables(
  pod: Pod,
  what: string,
  containers: readonly (Container | EphemeralContainer)[] | undefined,
  account: ServiceAccount,
): void {
  const known = secretsOf(account)
  for (const container of containers ?? [])
    for (const { name, valueFrom } of container.env ?? []) {
      const secret = valueFrom?.secretKeyRef
      if (secret === undefined || known.has(secret.name ?? '')) continue
      throw podForbidden(
        pod,
        `${what} ${container.name} with envVar ${name} referencing secret.secretName="${secret.name ?? ''}" is not allowed because service account ${account.metadata.name ?? ''} does not reference that secret`,
      )
    }
}
