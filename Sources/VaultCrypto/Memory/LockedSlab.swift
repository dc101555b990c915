internal import CPlatform
internal import Synchronization

/// Locked memory for every secret of the process, so that whether locking works is known at the first one.
///
/// libsodium's own allocator goes on silently when `mlock` fails; here that is an error. Blocks are cut from a few
/// large regions because each locked region costs whole pages and three system calls.
enum LockedSlab {
    /// 64 bytes: a block is cleared and compared a cache line at a time.
    private static let unit = 64
    private static let regionLength = 256 * 1024

    /// A region's free units; one bit of bookkeeping a unit would do, a byte is simpler and still under 2 %.
    private struct Region {
        // The region's addresses are used only under the lock or by the one owner of a block.
        let base: UInt
        let length: Int
        var used: [Bool]

        mutating func take(_ units: Int) -> UInt? {
            var run = 0
            for index in used.indices {
                run = used[index] ? 0 : run + 1
                if run == units {
                    let first = index - units + 1
                    for taken in first...index { used[taken] = true }
                    return base + UInt(first * LockedSlab.unit)
                }
            }
            return nil
        }
    }

    private static let regions = Mutex<[Region]>([])

    /// At least `count` zeroed, locked bytes.
    ///
    /// - Throws: `SecretMemoryError.cannotLock` when the system's limit on locked memory is reached.
    static func allocate(_ count: Int) throws(SecretMemoryError) -> UnsafeMutableRawBufferPointer {
        let units = max(1, (count + unit - 1) / unit)
        let address: UInt? = regions.withLock { regions in
            for index in regions.indices {
                if let address = regions[index].take(units) { return address }
            }
            let length = max(regionLength, units * unit)
            guard let memory = unsafe pv_map_locked(length) else { return nil }
            var region = Region(
                base: UInt(bitPattern: memory), length: length, used: Array(repeating: false, count: length / unit))
            let address = region.take(units)
            regions.append(region)
            return address
        }
        guard let address, let start = unsafe UnsafeMutableRawPointer(bitPattern: address) else { throw .cannotLock }
        return unsafe UnsafeMutableRawBufferPointer(start: start, count: count)
    }

    /// Takes back a block that `allocate` gave; the caller has wiped it.
    static func release(_ block: UnsafeMutableRawBufferPointer) {
        guard let start = block.baseAddress else { return }
        let address = UInt(bitPattern: start)
        let units = max(1, (block.count + unit - 1) / unit)
        regions.withLock { regions in
            for index in regions.indices {
                let region = regions[index]
                guard address >= region.base, address < region.base + UInt(region.length) else { continue }
                let first = Int(address - region.base) / unit
                for freed in first..<(first + units) { regions[index].used[freed] = false }
                // A large region served one large secret: give the locked pages back.
                if region.length > regionLength, !regions[index].used.contains(true) {
                    unsafe pv_unmap_locked(UnsafeMutableRawPointer(bitPattern: region.base), region.length)
                    regions.remove(at: index)
                }
                return
            }
        }
    }
}

/// Why no memory could be had for a secret.
package enum SecretMemoryError: Error, Equatable {
    /// The limit on locked memory (`ulimit -l`) is reached.
    case cannotLock
}
