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

    /// <summary>What a cap leaves for all credits that share it.</summary>
    public sealed record Room(CreditCap Cap, CapLedger.Account Account, decimal Amount, Derivation Why);

    /// <summary>The room that each cap leaves for a credit.</summary>
    public List<Room> RoomsFor(Remedy remedy, LevelResult result, Currency currency, VersionInFacts version)
    {
        IEnumerable<(CreditCap Cap, string? Of)> caps = version.Agreement.Escalation.Caps.Where(c => CapLedger.IsFor(c, remedy.Name, result.Level, result.Scope, version)).Select(c => (c, (string?)null));
        if (remedy.Cap is { } own) caps = caps.Prepend((own, remedy.Name));
        return caps.Select(c => (c.Cap, Held: CapLedger.LimitOf(c.Cap, c.Of, result.Level, result.Scope, result.Window, currency, version, _ => { }))).Where(c => c.Held is not null)
            .Select(c => new Room(c.Cap, c.Held!.Account, Math.Max(0, c.Held.Limit.Amount - ledger.Used(c.Held.Account)), new(() => ledger.Left(c.Held, c.Cap)))).ToList();
    }

    /// <summary>How far each cap that adds credits up over periods is used, as it stands for the credits of some windows.</summary>
    public IEnumerable<CapUse> Uses(IEnumerable<(LevelResult Result, VersionInFacts Version)> windows)
    {
        var seen = new HashSet<(CreditCap, CapLedger.Account)>();
        foreach (var (result, version) in windows)
        {
            foreach (var remedy in version.Agreement.Escalation.Credits.Where(c => !c.IsBonus && version.Takes(c.Of, result.Level, result.Scope)))
            {
                IEnumerable<(CreditCap Cap, string? Of)> caps = version.Agreement.Escalation.Caps.Where(c => CapLedger.IsFor(c, remedy.Name, result.Level, result.Scope, version)).Select(c => (c, (string?)null));
                if (remedy.Cap is { } own) caps = caps.Prepend((own, remedy.Name));
                foreach (var (cap, of) in caps.Where(c => c.Cap.Per is not null))
                {
                    if (!seen.Add((cap, CapLedger.AccountOf(cap, of, result.Level, result.Scope, result.Window, version.Currency, version)))) continue;
                    if (CapLedger.LimitOf(cap, of, result.Level, result.Scope, result.Window, version.Currency, version, _ => { }) is not { } held) continue;
                    var used = ledger.Used(held.Account);
                    yield return new(cap.Words, of, held.Account.Subject, held.Period, held.Limit, new(used, held.Account.Currency), new(Math.Max(0, held.Limit.Amount - used), held.Account.Currency), cap.Clause, new(() => ledger.Left(held, cap)));
                }
            }
        }
    }
}

/// <summary>How far a cap is used.</summary>
/// <param name="Words">As written.</param><param name="Of">The credit whose own cap it is; <c>null</c>: a cap of the chapter.</param><param name="Subject">The service or member that its limit depends on; <c>null</c>: none.</param><param name="Period">Its period.</param>
/// <param name="Limit">The most there can be.</param><param name="Used">What was credited in it, or is held by what may still be claimed.</param><param name="Left">What is left.</param><param name="Clause">Where it stands.</param><param name="Derivation">Opens what is left.</param>
public sealed record CapUse(string Words, string? Of, string? Subject, Window? Period, Money Limit, Money Used, Money Left, Clause Clause, Derivation Derivation)
{
    /// <summary>What is left, opened: the limit less what was credited.</summary>
    public Reason Why => Derivation.Reason;
}
