/** What a view shows of the API: the answer, or that it is awaited, or why there is none. */
import { get, Problem } from './api'

export interface Resource<T> {
  readonly data: T | undefined
  readonly error: Problem | undefined
  readonly loading: boolean
  retry(): void
}

/** Follows an address: whenever it changes, it is asked anew; the old answer stays until the new one is there. */
export function resource<T>(address: () => string | null): Resource<T> {
  let data = $state.raw<T>()
  let error = $state.raw<Problem>()
  let loading = $state(true)
  let tries = $state(0)
  const wanted = $derived(address())
  $effect(() => {
    void tries
    if (wanted === null) {
      data = error = undefined
      loading = false
      return
    }
    let current = true
    loading = true
    get<T>(wanted).then(
      (answer) => {
        if (!current) return
        data = answer
        error = undefined
        loading = false
      },
      (reason) => {
        if (!current) return
        error = reason instanceof Problem ? reason : new Problem(0, 'Error', String(reason))
        data = undefined
        loading = false
      },
    )
    return () => {
      current = false
    }
  })
  return {
    get data() {
      return data
    },
    get error() {
      return error
    },
    get loading() {
      return loading
    },
    retry: () => void tries++,
  }
}
