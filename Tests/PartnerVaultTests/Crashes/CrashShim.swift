import Foundation
import ProgramHarness

/// The library that is loaded before the C library's and counts the calls that change files.
enum CrashShim {
    /// What happens at the chosen call.
    enum Fault: String, CaseIterable, Sendable {
        /// The process is killed before it.
        case kill
        /// Half of the bytes are written, then the process is killed.
        case torn
        /// Half of the bytes are written, which the caller is told.
        case short
        case noSpace = "enospc"
        case brokenDisk = "eio"
        /// The same at every later call that takes room.
        case noSpaceFromHere = "enospc-on"
        /// The same at every later call.
        case brokenDiskFromHere = "eio-on"

        var kills: Bool { self == .kill || self == .torn }
    }

    private static let library = Program.builtFolder() + "/libCrashShim.so"

    static let isPossible: Bool = {
        #if os(Linux)
        return FileManager.default.fileExists(atPath: library)
        #else
        return false
        #endif
    }()

    /// The environment that counts the calls below the desk's home, traces them, and breaks one.
    static func environment(
        _ desk: Desk, traceFile: String? = nil, _ fault: Fault? = nil, at number: Int? = nil
    ) -> [String: String] {
        var environment = ["LD_PRELOAD": library, "PV_CRASH_FOLDER": desk.home.path]
        environment["PV_CRASH_TRACE"] = traceFile
        environment["PV_CRASH_FAULT"] = fault?.rawValue
        environment["PV_CRASH_AT"] = number.map(String.init)
        return environment
    }
}
