// The downward API: references to fields of the Pod and to resources of its containers.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { qualifiedNameErrors } from '../../meta/names.ts'
import { isZero } from '../../meta/quantity.ts'
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'

/** Fields that environment variables and volumes know, in the order in which errors list them. */
export const ENV_FIELDS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
export const VOLUME_FIELDS: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]

const KNOWN = new Set([
  ...ENV_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
])

const SUBSCRIPTED = /^(.*)\['(.*)'\]$/s

/** `metadata.labels['a']` into path and key. */
function subscripted(fieldPath: string): { path: string; key: string } | undefined {
  const match = SUBSCRIPTED.exec(fieldPath)
  return match === null || match[1] === ''
    ? undefined
    : { path: match[1] ?? '', key: match[2] ?? '' }
}

export function checkFieldRef(
  out: Cause[],
  ref: ObjectFieldSelector,
  supported: readonly string[],
  path: string,
): void {
  if (!ref.apiVersion) return void out.push(required(`${path}.apiVersion`))
  if (!ref.fieldPath) return void out.push(required(`${path}.fieldPath`))
  const converted = convert(ref.apiVersion, ref.fieldPath)
  if (converted.error !== undefined)
    return void out.push(
      invalid(`${path}.fieldPath`, ref.fieldPath, `error converting fieldPath: ${converted.error}`),
    )
  const parts = subscripted(converted.path)
  if (parts === undefined) {
    if (!supported.includes(converted.path))
      out.push(notSupported(`${path}.fieldPath`, converted.path, supported))
  } else if (parts.path === 'metadata.annotations')
    checkText(out, qualifiedNameErrors, parts.key.toLowerCase(), path)
  else if (parts.path === 'metadata.labels') checkText(out, qualifiedNameErrors, parts.key, path)
  else out.push(invalid(path, parts.path, 'does not support subscript'))
}

function convert(apiVersion: string, fieldPath: string): { path: string; error?: string } {
  if (apiVersion !== 'v1') return { path: '', error: `unsupported pod version: ${apiVersion}` }
  const parts = subscripted(fieldPath)
  if (parts !== undefined) {
    if (parts.path === 'metadata.annotations' || parts.path === 'metadata.labels')
      return { path: fieldPath }
    return { path: '', error: `field label does not support subscript: ${fieldPath}` }
  }
  if (fieldPath === 'spec.host') return { path: 'spec.nodeName' }
  return KNOWN.has(fieldPath)
    ? { path: fieldPath }
    : { path: '', error: `field label not supported: ${fieldPath}` }
}

const RESOURCES: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]

const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']
const isHugePage = (resource: string): boolean =>
  resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-')

export function checkResourceRef(
  out: Cause[],
  ref: ResourceFieldSelector,
  path: string,
  inVolume: boolean,
): void {
  const resource = ref.resource ?? ''
  if (inVolume && !ref.containerName) out.push(required(`${path}.containerName`))
  else if (resource === '') out.push(required(`${path}.resource`))
  else if (!RESOURCES.includes(resource) && !isHugePage(resource))
    out.push(notSupported(`${path}.resource`, resource, RESOURCES))
  checkDivisor(out, resource, ref.divisor, `${path}.divisor`)
}

function checkDivisor(
  out: Cause[],
  resource: string,
  divisor: string | undefined,
  path: string,
): void {
  if (divisor === undefined || isZero(divisor)) return
  const what = divided(resource)
  if (what === undefined) return
  if (what === 'cpu') {
    if (divisor !== '1' && divisor !== '1m')
      out.push(
        invalid(
          path,
          resource,
          "only divisor's values 1m and 1 are supported with the cpu resource",
        ),
      )
  } else if (!SIZES.includes(divisor))
    out.push(
      invalid(
        path,
        resource,
        `only divisor's values ${SIZES.join(', ')} are supported with the ${what} resource`,
      ),
    )
}

function divided(resource: string): string | undefined {
  if (isHugePage(resource)) return 'hugepages'
  const name = resource.slice(resource.indexOf('.') + 1)
  if (!RESOURCES.includes(resource)) return undefined
  return name === 'ephemeral-storage' ? 'local ephemeral storage' : name
}
