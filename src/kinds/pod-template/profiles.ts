// Profiles of seccomp and AppArmor, as fields and as the annotations that they were before.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { byteLength } from '../../meta/names.ts'
import type { AppArmorProfile, SeccompProfile } from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { checkDescending } from './paths.ts'

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined']

export function checkSeccomp(
  out: Cause[],
  profile: SeccompProfile | undefined,
  path: string,
): void {
  if (profile === undefined) return
  const { type, localhostProfile } = profile
  if (!type) out.push(required(`${path}.type`, 'type is required when seccompProfile is set'))
  else if (!TYPES.includes(type)) out.push(notSupported(`${path}.type`, type, TYPES))
  if (type === 'Localhost') {
    if (localhostProfile === undefined)
      out.push(required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost'))
    else checkDescending(out, localhostProfile, `${path}.localhostProfile`)
  } else if (localhostProfile !== undefined)
    out.push(
      invalid(
        `${path}.localhostProfile`,
        goStruct('core/v1.SeccompProfile', profile),
        'can only be set when seccomp type is Localhost',
      ),
    )
}

const PROFILE_BYTES_MAX = 4_095
const DEMANDED = 'must be set when AppArmor type is Localhost'

export function checkAppArmor(
  out: Cause[],
  profile: AppArmorProfile | undefined,
  path: string,
): void {
  if (profile === undefined) return
  const { type, localhostProfile } = profile
  const at = `${path}.localhostProfile`
  if (type === 'Localhost') {
    if (localhostProfile === undefined) out.push(required(at, DEMANDED))
    else checkLocalProfile(out, localhostProfile, at)
  } else if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (localhostProfile !== undefined)
      out.push(invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost'))
  } else if (!type)
    out.push(required(`${path}.type`, 'type is required when appArmorProfile is set'))
  else out.push(notSupported(`${path}.type`, type, TYPES))
}

function checkLocalProfile(out: Cause[], name: string, path: string): void {
  const trimmed = name.trim()
  if (trimmed !== name) out.push(invalid(path, name, 'must not be padded with whitespace'))
  else if (trimmed === '') out.push(required(path, DEMANDED))
  if (byteLength(name) > PROFILE_BYTES_MAX)
    out.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${PROFILE_BYTES_MAX} bytes`,
      field: path,
    })
}
