using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What caps leave for credits of windows that are not over.</summary>
/// <param name="ledger">What credits of windows that are over have taken.</param>
sealed class CreditRoom(CapLedger ledger)
{
    public static CreditRoom Of(Versions versions, IEnumerable<LevelResult> all, FactSet facts, Window window, Instant asOf) => Credits.RoomIn(versions, all, facts, window, asOf);

    /// <summary>The least room that any cap leaves for a credit; <c>null</c>: no cap is about it.</summary>
    public (decimal Amount, Derivation Why)? LeftFor(Remedy remedy, LevelResult result, Currency currency, VersionInFacts version)
    {
        IEnumerable<(CreditCap Cap, string? Of)> caps = version.Agreement.Escalation.Caps.Where(c => CapLedger.IsFor(c, remedy.Name, result.Level, result.Scope, version)).Select(c => (c, (string?)null));
        if (remedy.Cap is { } own) caps = caps.Prepend((own, remedy.Name));
        var rooms = caps.Select(c => (c.Cap, Held: CapLedger.LimitOf(c.Cap, c.Of, result.Level, result.Scope, result.Window, currency, version, _ => { }))).Where(c => c.Held is not null)
            .Select(c => (Amount: Math.Max(0, c.Held!.Limit.Amount - ledger.Used(c.Held.Account)), Why: new Derivation(() => ledger.Left(c.Held, c.Cap)))).ToList();
        return rooms.Count == 0 ? null : rooms.MinBy(r => r.Amount);
    }
}
