// Zones of time by the names of their files: letters count as they are written.

/** What is wrong with a time zone, in the order in which it is told. */
export function timeZoneErrors(zone: string): string[] {
  if (zone === '') return ['timeZone must be nil or non-empty string']
  const unknown = `unknown time zone ${zone}`
  if (!zone.split('/').every(isPart)) return [unknown]
  const local =
    zone.toLowerCase() === 'local'
      ? ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']
      : []
  const error = locationError(zone)
  return error === undefined ? local : [...local, error]
}

/** What Go says of a location that it cannot load; the empty one is UTC, and one is the server's own. */
export function locationError(name: string): string | undefined {
  if (name === '' || name === 'Local' || isKnown(name)) return undefined
  const isPath = name.includes('..') || name.startsWith('/') || name.includes('\\')
  return isPath ? 'time: invalid location name' : `unknown time zone ${name}`
}

const isPart = (part: string): boolean =>
  /^[A-Za-z.\-_0-9+]{1,14}$/.test(part) && part !== '.' && part !== '..' && !part.startsWith('-')

function isKnown(zone: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(zone)) return false
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions()
    return timeZone === zone || timeZone.toLowerCase() !== zone.toLowerCase()
  } catch {
    return false
  }
}
