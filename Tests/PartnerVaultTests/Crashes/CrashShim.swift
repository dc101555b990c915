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

    /// What happens when something that was written, and has no name of its own yet, is read again.
    enum ReadFault: String, CaseIterable, Sendable {
        case noSpace = "enospc"
        case brokenDisk = "eio"
        /// It ends behind its start.
        case cut
        /// A bit is another.
        case lie
    }

    private static let library = Program.builtFolder() + "/libCrashShim.so"

    static let isPossible: Bool = {
        #if os(Linux)
        return FileManager.default.fileExists(atPath: library)
        #else
        return false
        #endif
    }()

    /// The environment in which files in the making below the desk's home are read badly.
    static func environment(_ desk: Desk, reading fault: ReadFault) -> [String: String] {
        environment(desk).merging(["PV_CRASH_READ": fault.rawValue]) { $1 }
    }

    /// The environment of a slow disk: each call takes 60 ms, or each reading of a file in the making.
    static func slow(_ desk: Desk, reading: Bool) -> [String: String] {
        let slow = reading ? ["PV_CRASH_READ": "slow"] : ["PV_CRASH_FAULT": "slow-on", "PV_CRASH_AT": "1"]
        return environment(desk).merging(slow) { $1 }
    }

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
