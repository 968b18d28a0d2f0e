// Environment variables and where their values come from.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import {
  configKeyErrors,
  dnsSubdomainErrors,
  envVarNameErrors,
  subdomainName,
} from '../../meta/names.ts'
import type { EnvFromSource, EnvVar, EnvVarSource } from '../../schema/generated/core-v1.ts'
import { checkRequired, checkText } from './check.ts'
import { checkFileRef } from './env-files.ts'
import { checkFieldRef, checkResourceRef, ENV_FIELDS } from './field-refs.ts'

export function checkEnv(out: Cause[], env: readonly EnvVar[] | undefined, path: string): void {
  if (env === undefined) return
  for (const [index, variable] of env.entries()) {
    const at = `${path}[${index}]`
    if (!variable.name) out.push(required(`${at}.name`))
    else checkText(out, envVarNameErrors, variable.name, `${at}.name`)
    if (variable.valueFrom !== undefined)
      checkSource(out, variable.valueFrom, variable.value ?? '', `${at}.valueFrom`)
  }
}

const ONE_OF =
  'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'

function checkSource(out: Cause[], from: EnvVarSource, value: string, path: string): void {
  let sources = 0
  if (from.fieldRef !== undefined) {
    sources++
    checkFieldRef(out, from.fieldRef, ENV_FIELDS, `${path}.fieldRef`)
  }
  if (from.resourceFieldRef !== undefined) {
    sources++
    checkResourceRef(out, from.resourceFieldRef, `${path}.resourceFieldRef`, false)
  }
  if (from.configMapKeyRef !== undefined) {
    sources++
    checkKeyRef(out, from.configMapKeyRef, `${path}.configMapKeyRef`)
  }
  if (from.secretKeyRef !== undefined) {
    sources++
    checkKeyRef(out, from.secretKeyRef, `${path}.secretKeyRef`)
  }
  if (from.fileKeyRef !== undefined) {
    sources++
    checkFileRef(out, from.fileKeyRef, `${path}.fileKeyRef`)
  }
  if (sources === 0) out.push(invalid(path, '', ONE_OF))
  else if (value !== '')
    out.push(invalid(path, '', 'may not be specified when `value` is not empty'))
  else if (sources > 1)
    out.push(invalid(path, '', 'may not have more than one field specified at a time'))
}

function checkKeyRef(out: Cause[], ref: { name?: string; key: string }, path: string): void {
  checkText(out, dnsSubdomainErrors, ref.name ?? '', `${path}.name`)
  if (!ref.key) out.push(required(`${path}.key`))
  else checkText(out, configKeyErrors, ref.key, `${path}.key`)
}

export function checkEnvFrom(
  out: Cause[],
  sources: readonly EnvFromSource[] | undefined,
  path: string,
): void {
  if (sources === undefined) return
  for (const [index, source] of sources.entries()) {
    const at = `${path}[${index}]`
    if (source.prefix) checkText(out, envVarNameErrors, source.prefix, `${at}.prefix`)
    const { configMapRef, secretRef } = source
    if (configMapRef !== undefined) checkNameRef(out, configMapRef.name, `${at}.configMapRef.name`)
    if (secretRef !== undefined) checkNameRef(out, secretRef.name, `${at}.secretRef.name`)
    if (configMapRef === undefined && secretRef === undefined)
      out.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    else if (configMapRef !== undefined && secretRef !== undefined)
      out.push(invalid(path, '', 'may not have more than one field specified at a time'))
  }
}

/** Checked as the beginning of a name, as the real server does. */
const asPrefix = (name: string): string[] => subdomainName(name, true)

function checkNameRef(out: Cause[], name: string | undefined, path: string): void {
  if (name) checkText(out, asPrefix, name, path)
  else checkRequired(out, name, path)
}
