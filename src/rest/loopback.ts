/** Whether a Host header names the loopback of this machine: against pages that rebind their own name to it. */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return true
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    isLoopbackAddress(name)
  )
}

const isLoopbackAddress = (name: string): boolean => /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
