internal import VaultStore

/// What a change left in the vault, and what could not be done after it was stored.
///
/// For changes that give something out which nobody could see again, such as a recovery key.
package struct Stored<Value> {
    package let value: Value
    /// Nil where everything was done.
    package let failure: VaultFailure?

    init(value: Value, failure: VaultFailure?) {
        self.value = value
        self.failure = failure
    }

    /// Runs a change that puts its outcome into `done` before it is stored.
    init(_ change: (_ done: inout Value?) throws -> Void) throws {
        var done: Value?
        var failure: VaultFailure?
        try VaultFailure.translating {
            do {
                try change(&done)
            } catch StoreError.witnessUnwritten {
                failure = VaultFailure(StoreError.witnessUnwritten)
            }
        }
        guard let done else { throw failure ?? VaultFailure(.failure, "nothing was changed") }
        self.init(value: done, failure: failure)
    }

    /// The outcome, where nothing is lost with it if that is not shown.
    @discardableResult
    func confirmed() throws -> Value {
        if let failure { throw failure }
        return value
    }
}
