declare module 'virtual:knowledge' {
  /** Name of each country by ISO 3166-1 alpha-3. */
  export const countries: Record<string, string>
  /** Name of each organisation or group by its code. */
  export const organisations: Record<string, string>
  /** What each sector or generic code means. */
  export const sectors: Record<string, string>
  /** The PLOVER types, in order of the quad classes. */
  export const types: Record<string, { quad: import('./lib/api').Quad; means: string }>
  /** ISO 3166-1 alpha-3 by number. */
  export const numeric: Record<string, string>
}
