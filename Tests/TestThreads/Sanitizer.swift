#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Whether `scripts/sanitize` built what is tested.
package enum Sanitizer {
    /// A sanitizer answers for calls that lock memory without making them, and maps more of it than a limit allows.
    package static let isOn = unsafe getenv("PARTNER_VAULT_SANITIZER") != nil
}
