extension CSVRecord {
    /// Reads the header, past empty lines; its names are compared in locked memory.
    mutating func readHeader(
        from input: inout SecretInput,
        known: [String],
        required: [String]
    ) throws(SecretCSVError) -> [String] {
        repeat {
            guard try read(from: &input) else { throw failure(.noHeader) }
        } while isBlank
        try check()
        let names = fields.map { field in
            withField(field) { bytes in
                let name = bytes.extracting(bytes.trimmed)
                return known.first { name.isEqual(to: $0) }
            }
        }
        // First of all, so that data in place of a header is never shown as an unknown column.
        for column in required where !names.contains(column) { throw failure(.missingColumn(column)) }
        var columns: [String] = []
        for (place, name) in names.enumerated() {
            guard let name else { throw unknownColumn(place) }
            guard !columns.contains(name) else { throw failure(.duplicateColumn(name)) }
            columns.append(name)
        }
        return columns
    }

    private func unknownColumn(_ place: Int) -> SecretCSVError {
        let name = withField(fields[place]) { $0.extracting($0.trimmed).nameToShow }
        return failure(.unknownColumn(place: place + 1, name: name))
    }
}
