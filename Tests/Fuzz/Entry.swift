import Foundation

// libFuzzer's two doors. Which target is meant stands in the environment, so that one program serves them all.

/// `FUZZ_SEEDS=FOLDER` writes what every corpus begins with and ends; `FUZZ_TARGET=list` names the targets.
@_cdecl("LLVMFuzzerInitialize")
func initialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> Int32 {
    let environment = ProcessInfo.processInfo.environment
    do {
        if let folder = environment["FUZZ_SEEDS"] {
            try writeSeeds(below: URL(fileURLWithPath: folder))
            exit(0)
        }
    } catch {
        fail("the seeds could not be made: \(error)")
    }
    if environment["FUZZ_TARGET"] == "list" {
        for target in FuzzTarget.all { print(target.name, target.longest) }
        exit(0)
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    // A refusal is as good an answer as any.
    try? chosen.check(input)
    return 0
}

private let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else { fail("there is no target \"\(name)\"") }
    return target
}()

private func writeSeeds(below folder: URL) throws {
    for target in FuzzTarget.all {
        let place = folder.appendingPathComponent(target.name)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for (number, seed) in try target.seeds().enumerated() {
            try Data(seed).write(to: place.appendingPathComponent("seed-\(number)"))
        }
    }
}

/// Ends the run as a finding.
func fail(_ what: String) -> Never {
    FileHandle.standardError.write(Data("broken promise: \(what)\n".utf8))
    abort()
}

/// States what must hold for every input.
func promise(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fail(what()) }
}
