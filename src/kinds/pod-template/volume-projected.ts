// Projected volumes: several sources as files of one directory.
import { type Cause, forbidden, invalid, required } from '../../meta/field-errors.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { dnsSubdomainErrors } from '../../meta/names.ts'
import type {
  KeyToPath,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { checkRequired } from './check.ts'
import type { PodValidationOptions } from './options.ts'
import { checkLocalPath } from './paths.ts'
import { checkSigner } from './signer.ts'
import { checkCertificate } from './volume-certificate.ts'
import { checkDownwardFile, checkFile, checkMode } from './volume-files.ts'

export function checkProjected(
  out: Cause[],
  projected: ProjectedVolumeSource,
  path: string,
  options: PodValidationOptions,
): void {
  checkMode(out, projected.defaultMode, `${path}.defaultMode`)
  const taken = new Set<string>()
  for (const [index, source] of (projected.sources ?? []).entries()) {
    const at = `${path}.sources[${index}]`
    let sources = 0
    for (const name of SOURCES) {
      if (source[name] === undefined) continue
      sources++
      CHECKS[name](out, source, { path, at: `${at}.${name}`, taken, options })
    }
    if (sources > 1) out.push(forbidden(at, 'may not specify more than 1 volume type per source'))
  }
}

interface Place {
  /** The volume's own path. */
  readonly path: string
  readonly at: string
  readonly taken: Set<string>
  readonly options: PodValidationOptions
}

type Check = (out: Cause[], source: VolumeProjection, place: Place) => void

const SOURCES = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
] as const

const CHECKS: Readonly<Record<(typeof SOURCES)[number], Check>> = {
  secret: (out, { secret }, place) => checkKeys(out, secret?.name ?? '', secret?.items, place),
  configMap: (out, { configMap }, place) =>
    checkKeys(out, configMap?.name ?? '', configMap?.items, place),
  downwardAPI: (out, { downwardAPI }, place) => {
    for (const item of downwardAPI?.items ?? []) {
      checkDownwardFile(out, item, place.at)
      take(out, item.path || undefined, item.path, place)
    }
  },
  serviceAccountToken: (out, { serviceAccountToken }, place) => {
    if (serviceAccountToken !== undefined) checkToken(out, serviceAccountToken, place)
  },
  clusterTrustBundle: (out, { clusterTrustBundle }, place) => {
    if (clusterTrustBundle !== undefined) checkBundle(out, clusterTrustBundle, place)
  },
  podCertificate: (out, { podCertificate }, place) => {
    if (podCertificate === undefined) return
    for (const file of checkCertificate(out, podCertificate, place.at)) take(out, file, file, place)
  },
}

function checkKeys(
  out: Cause[],
  name: string,
  items: readonly KeyToPath[] | undefined,
  place: Place,
): void {
  checkRequired(out, name, `${place.at}.name`)
  for (const [index, item] of (items ?? []).entries()) {
    checkFile(out, item, `${place.at}.items[${index}]`)
    take(out, item.path || undefined, name, place)
  }
}

/** A path that two sources want is told at the volume, with whatever the real server shows there. */
function take(out: Cause[], file: string | undefined, shown: string, place: Place): void {
  if (file === undefined) return
  if (place.taken.has(file)) out.push(invalid(place.path, shown, 'conflicting duplicate paths'))
  else place.taken.add(file)
}

function checkToken(out: Cause[], token: ServiceAccountTokenProjection, place: Place): void {
  const seconds = token.expirationSeconds ?? 0
  const path = `${place.at}.expirationSeconds`
  if (seconds < 600)
    out.push(invalid(path, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > 2 ** 32)
    out.push(invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds'))
  if (!token.path) out.push(required(`${place.path}.path`))
  else if (place.options.allowNonLocalTokenPath !== true)
    checkLocalPath(out, token.path, `${place.path}.path`)
}

function checkBundle(
  out: Cause[],
  bundle: NonNullable<VolumeProjection['clusterTrustBundle']>,
  place: Place,
): void {
  const { name, signerName, labelSelector } = bundle
  if (name !== undefined && signerName !== undefined)
    out.push(
      invalid(
        place.at,
        goStruct('core/v1.ClusterTrustBundleProjection', bundle),
        'only one of name and signerName may be used',
      ),
    )
  else if (name !== undefined) {
    if (name === '') out.push(required(`${place.at}.name`, 'must be a valid object name'))
    for (const text of dnsSubdomainErrors(name.slice(name.lastIndexOf(':') + 1)))
      out.push(invalid(`${place.at}.name`, name, `not a valid clustertrustbundlename: ${text}`))
    if (labelSelector !== undefined)
      out.push(
        invalid(
          `${place.at}.labelSelector`,
          labelSelector,
          'labelSelector must be unset if name is specified',
        ),
      )
  } else if (signerName !== undefined) {
    if (signerName === '')
      out.push(required(`${place.at}.signerName`, 'must be a valid signer name'))
    checkSigner(out, signerName, `${place.at}.signerName`)
    out.push(...validateLabelSelector(labelSelector, `${place.at}.labelSelector`))
  } else out.push(required(place.at, 'either name or signerName must be specified'))
  if (!bundle.path) out.push(required(`${place.at}.path`))
  checkLocalPath(out, bundle.path ?? '', `${place.at}.path`)
  take(out, bundle.path ?? '', bundle.path ?? '', place)
}
