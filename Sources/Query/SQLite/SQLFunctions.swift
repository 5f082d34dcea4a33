import Evidence

/// All SQL functions of ours: one line here, one entry in docs/functions.md.
package enum SQLFunctions {
  /// Functions of one row.
  static func scalars(
    _ reader: CaseReader, claims: CaseReader, isCancelled: @escaping () -> Bool
  ) -> [ScalarFunction] {
    let records = RecordAccess(reader, claims: claims)
    let patterns = RegexFunctions.Cache(isCancelled: isCancelled)
    return [
      RecordFunctions.field(records),
      RecordFunctions.fieldsJSON(records),
      RecordFunctions.hashOf,
      ExplainFunction.explain,
      RegexFunctions.regexp(patterns),
      RegexFunctions.extract(patterns),
      RegexFunctions.replace(patterns),
      LikeAny.function,
      IPFunctions.cidrMatch(),
      IPFunctions.type,
      IPFunctions.version,
      URLFunctions.part,
      URLFunctions.domain,
      URLFunctions.publicSuffix,
      PathFunctions.base,
      PathFunctions.dir,
      PathFunctions.ext,
      TextMeasures.entropy,
      TextMeasures.levenshtein,
      EncodingFunctions.base64,
      EncodingFunctions.unhexText,
      DigestFunctions.sha256,
      DigestFunctions.sha1,
      DigestFunctions.md5,
      ValueTypeFunction.function,
      TimeFunctions.toTime(),
      TimeFunctions.bin(),
      TimeFunctions.format(),
    ]
  }

  /// Functions over many rows.
  static var aggregates: [AggregateFunction] {
    [
      ArgExtreme.max,
      ArgExtreme.min,
      Quantile.median,
      Quantile.percentile,
      Mode.function,
      StringAggregate.function,
      DistinctStringAggregate.function,
    ]
  }

  /// Names of all of them, in the order above.
  package static func names(_ reader: CaseReader) -> [String] {
    scalars(reader, claims: reader, isCancelled: { false }).map(\.name) + aggregates.map(\.name)
  }

  /// Makes all of them known to a connection.
  ///
  /// - Parameter isCancelled: asked before each call, and while a regular expression works on a long value.
  static func register(
    _ db: OpaquePointer, _ reader: CaseReader, claims: CaseReader, isCancelled: @escaping () -> Bool
  ) throws {
    let registrar = unsafe FunctionRegistrar(db, isCancelled: isCancelled)
    for function in scalars(reader, claims: claims, isCancelled: isCancelled) { try registrar.add(function) }
    for function in aggregates { try registrar.add(function) }
  }
}
