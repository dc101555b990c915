#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension DerivationCost {
    /// How long one derivation takes here and now.
    package func measure() throws -> Duration {
        let passphrase = try SecretBytes(randomCount: 16)
        let clock = ContinuousClock()
        let start = clock.now
        _ = try derive(passphrase, salt: [UInt8](repeating: 0, count: 16))
        return clock.now - start
    }

    /// The cost that takes about `target`, as much of it in memory as possible: memory is what attackers pay for.
    ///
    /// `measure` is asked once, for the least cost; work grows with memory times passes. At most a quarter of the
    /// machine's memory is taken, so that unlocking works while other programs run.
    package static func calibrated(
        to target: Duration, memoryOfMachineMiB: Int = machineMemoryMiB,
        _ measure: (DerivationCost) throws -> Duration
    ) throws -> DerivationCost {
        let least = try DerivationCost(memoryMiB: memoryBounds.lowerBound, passes: passBounds.lowerBound)
        let unit = max(0.000_001, try measure(least).seconds) / Double(least.memoryMiB * least.passes)
        let work = (target.seconds / unit).rounded()
        var memory = memoryBounds.lowerBound
        while memory * 2 <= memoryBounds.upperBound, Int(memory) * 2 <= memoryOfMachineMiB / 4,
            Double(memory * 2) * Double(usual.passes) <= work
        {
            memory *= 2
        }
        let passes = (work / Double(memory)).rounded(.down)
        return try DerivationCost(
            memoryMiB: memory,
            passes: UInt32(min(max(passes, Double(passBounds.lowerBound)), Double(passBounds.upperBound))))
    }

    /// The physical memory.
    package static var machineMemoryMiB: Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let size = sysconf(Int32(_SC_PAGESIZE))
        guard pages > 0, size > 0 else { return 1024 }
        return pages / 1024 * size / 1024
    }
}

extension Duration {
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
