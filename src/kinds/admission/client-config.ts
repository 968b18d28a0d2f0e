// How a webhook is reached: by a URL or through a Service.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { urlError } from '../../meta/go-url.ts'
import { dnsSubdomainErrors, portNumberErrors } from '../../meta/names.ts'
import type {
  ServiceReference,
  WebhookClientConfig,
} from '../../schema/generated/admissionregistration-v1.ts'

const FORMAT = 'desired format: https://host[/path]'

export function clientConfigErrors(config: WebhookClientConfig, path: string): Cause[] {
  const { url, service } = config
  if ((url === undefined) === (service === undefined))
    return [required(path, 'exactly one of url or service is required')]
  return url === undefined
    ? serviceErrors(service ?? { name: '', namespace: '' }, `${path}.service`)
    : urlErrors(url, `${path}.url`)
}

/** Parts of a URL as Go takes them apart. */
const PARTS =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/

function urlErrors(url: string, path: string): Cause[] {
  const unread = urlError(url)
  if (unread !== undefined) return [required(path, `url must be a valid URL: ${unread}; ${FORMAT}`)]
  const [, scheme = '', user, host = '', , query = '', fragment = ''] = PARTS.exec(url) ?? []
  const causes: Cause[] = []
  if (scheme !== 'https')
    causes.push(invalid(path, scheme, `'https' is the only allowed URL scheme; ${FORMAT}`))
  if (host === '') causes.push(invalid(path, host, `host must be specified; ${FORMAT}`))
  if (user !== undefined)
    causes.push(invalid(path, user, 'user information is not permitted in the URL'))
  if (fragment !== '')
    causes.push(invalid(path, fragment, 'fragments are not permitted in the URL'))
  if (query !== '')
    causes.push(invalid(path, query, 'query parameters are not permitted in the URL'))
  return causes
}

export function serviceErrors(service: ServiceReference, path: string): Cause[] {
  const causes: Cause[] = []
  // The real server takes one for the other where only one is missing.
  if (!service.namespace) causes.push(required(`${path}.name`))
  if (!service.name) causes.push(required(`${path}.namespace`))
  const port = service.port ?? 443
  for (const text of portNumberErrors(port))
    causes.push(invalid(`${path}.port`, port, `port is not valid: ${text}`))
  const urlPath = service.path
  if (urlPath === undefined || urlPath === '' || urlPath === '/') return causes
  const at = `${path}.path`
  if (!urlPath.startsWith('/')) causes.push(invalid(at, urlPath, "must start with a '/'"))
  const checked = urlPath.slice(1).replace(/\/$/, '')
  for (const [index, step] of checked.split('/').entries()) {
    if (step === '') causes.push(invalid(at, urlPath, `segment[${index}] may not be empty`))
    else
      for (const text of dnsSubdomainErrors(step))
        causes.push(invalid(at, urlPath, `segment[${index}]: ${text}`))
  }
  return causes
}
