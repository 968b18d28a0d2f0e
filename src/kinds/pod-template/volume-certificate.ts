// A certificate of the Pod as files of a projected volume.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { VolumeProjection } from '../../schema/generated/core-v1.ts'
import { checkLocalPath } from './paths.ts'
import { checkSigner } from './signer.ts'

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519']
const HOUR_SECONDS = 3_600
const MONTHS_SECONDS = 91 * 86_400

/** Checks it and returns the paths that it takes. */
export function checkCertificate(
  out: Cause[],
  source: NonNullable<VolumeProjection['podCertificate']>,
  path: string,
): string[] {
  checkSigner(out, source.signerName ?? '', `${path}.signerName`)
  if (!KEY_TYPES.includes(source.keyType ?? ''))
    out.push(notSupported(`${path}.keyType`, source.keyType ?? '', KEY_TYPES))
  const seconds = source.maxExpirationSeconds
  if (seconds !== undefined && seconds < HOUR_SECONDS)
    out.push(
      invalid(
        `${path}.maxExpirationSeconds`,
        seconds,
        'if provided, maxExpirationSeconds must be >= 3600',
      ),
    )
  if (seconds !== undefined && seconds > MONTHS_SECONDS)
    out.push(
      invalid(
        `${path}.maxExpirationSeconds`,
        seconds,
        'if provided, maxExpirationSeconds must be <= 7862400',
      ),
    )
  const files: string[] = []
  for (const name of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const file = source[name]
    if (!file) continue
    files.push(file)
    checkLocalPath(out, file, `${path}.${name}`)
  }
  if (files.length === 0)
    out.push(
      required(
        path,
        'specify at least one of credentialBundlePath, keyPath, and certificateChainPath',
      ),
    )
  return files
}
