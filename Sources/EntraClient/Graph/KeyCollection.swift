internal import FoundationEssentials
internal import VaultModel

/// All certificates and keys of a registration as Graph lists them and takes them back: the whole list replaces the whole
/// list, so that what is not sent is lost.
struct KeyCollection: Equatable {
    /// One entry, member by member as Graph wrote it, so that nothing of it is lost on the way back.
    typealias Entry = [String: JSONValue]

    private(set) var entries: [KeyID: Entry]

    /// A registration may have about 1,000 values in all its collections.
    private static let most = 2000

    /// - Throws: `.malformedReply` where an entry could not be sent back whole.
    init(_ members: [String: JSONValue]) throws(EntraError) {
        entries = [:]
        guard let value = members["keyCredentials"], value != .null else {
            throw .malformedReply(.missing("keyCredentials"))
        }
        guard let items = value.array, items.count <= Self.most else {
            throw .malformedReply(.wrongType("keyCredentials"))
        }
        for item in items {
            guard let entry = item.object else { throw .malformedReply(.wrongType("keyCredentials")) }
            guard let id = entry["keyId"]?.string.flatMap({ KeyID($0) }) else {
                throw .malformedReply(.missing("keyId"))
            }
            guard let key = entry["key"]?.string, !key.isEmpty else { throw .malformedReply(.missing("key")) }
            // Annotations are the reply's and not the entry's.
            let own = entry.filter { !$0.key.contains("@") }
            guard entries.updateValue(own, forKey: id) == nil else { throw .malformedReply(.duplicateKey) }
        }
    }

    /// The body that makes this the list.
    var text: String {
        let ordered = entries.sorted { $0.key.description < $1.key.description }
        return JSONValue.object(["keyCredentials": .array(ordered.map { .object($0.value) })]).text
    }

    static func == (left: KeyCollection, right: KeyCollection) -> Bool { left.plain == right.plain }

    /// Without what means nothing: members that are null, and how an instant is written.
    private var plain: [KeyID: Entry] { entries.mapValues(Self.plain) }

    private static func plain(_ entry: Entry) -> Entry {
        var plain = entry.filter { $0.value != .null }
        for name in ["startDateTime", "endDateTime"] {
            guard let instant = plain[name]?.string.flatMap({ InstantText.parse($0) }) else { continue }
            plain[name] = .string(InstantText.format(instant))
        }
        return plain
    }
}

/// One change to a list of keys.
enum KeyChange {
    /// A certificate, in DER, with the entry that it is to have.
    case put(KeyID, KeyCollection.Entry, der: [UInt8])
    case drop(KeyID)

    /// How things stand when the list is read after the change was sent.
    enum Outcome: Equatable {
        case done
        /// The list is read as it was before.
        case notSeenYet
        /// An entry of someone else is gone or another, or the change is undone.
        case conflict
    }

    func applied(to list: KeyCollection) -> KeyCollection {
        switch self {
        case .put(let id, let entry, _): list.setting(id, to: entry)
        case .drop(let id): list.setting(id, to: nil)
        }
    }

    func isDone(in list: KeyCollection) -> Bool {
        switch self {
        case .put: entry(in: list) != nil
        case .drop(let id): list.entries[id] == nil
        }
    }

    /// The entry of the certificate, under whichever ID it came to be there.
    func entry(in list: KeyCollection) -> KeyCollection.Entry? {
        switch self {
        case .put(_, _, let der):
            list.entries.values.first { $0["key"]?.string.flatMap { Data(base64Encoded: $0) } == Data(der) }
        case .drop: nil
        }
    }

    func outcome(before: KeyCollection, after: KeyCollection) -> Outcome {
        if isDone(in: after), keeps(before, in: after) { return .done }
        return after == before ? .notSeenYet : .conflict
    }

    /// Whether everything else is still there, unchanged; what has come since is nobody's loss.
    private func keeps(_ before: KeyCollection, in after: KeyCollection) -> Bool {
        let others =
            switch self {
            case .put: before
            case .drop(let id): before.setting(id, to: nil)
            }
        return others.isPart(of: after)
    }
}

extension KeyCollection {
    fileprivate func setting(_ id: KeyID, to entry: Entry?) -> KeyCollection {
        var changed = self
        changed.entries[id] = entry
        return changed
    }

    fileprivate func isPart(of other: KeyCollection) -> Bool {
        let theirs = other.plain
        return plain.allSatisfy { theirs[$0.key] == $0.value }
    }
}
