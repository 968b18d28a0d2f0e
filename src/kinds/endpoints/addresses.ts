// Addresses that can be endpoints: none that means the machine itself or its neighbours.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { parseIP } from '../../meta/ip.ts'

interface Special {
  readonly text: string | ((address: string) => string)
  isIn(value: bigint, bits: 32 | 128): boolean
}

const within =
  (prefix4: [bigint, number], prefix6: [bigint, number]) =>
  (value: bigint, bits: 32 | 128): boolean => {
    const [prefix, length] = bits === 32 ? prefix4 : prefix6
    return value >> BigInt(bits - length) === prefix
  }

const SPECIAL: readonly Special[] = [
  {
    text: address => `may not be unspecified (${address})`,
    isIn: value => value === 0n,
  },
  {
    text: 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
    isIn: within([127n, 8], [1n, 128]),
  },
  {
    text: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    isIn: within([0xa9fen, 16], [0x3fan, 10]),
  },
  {
    text: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
    isIn: within([0xe00000n, 24], [0xff02n, 16]),
  },
]

/** What keeps an address from being an endpoint. */
export function endpointAddressErrors(address: string, path: string): Cause[] {
  const parsed = parseIP(address)
  if (parsed === undefined) return [invalid(path, address, 'must be a valid IP address')]
  const { isMapped, value } = parsed
  const bits = isMapped ? 32 : parsed.bits
  const found = isMapped ? value & 0xffff_ffffn : value
  return SPECIAL.filter(({ isIn }) => isIn(found, bits)).map(({ text }) =>
    invalid(path, address, typeof text === 'string' ? text : text(address)),
  )
}
