using System.Globalization;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>
/// What callers tried and may not do, on its way into the audit. The first few of a caller in a minute are noted as they come; what comes on top is counted, and noted as so many more: whoever tries without end
/// costs no write for each. What was counted and not noted yet is lost with the process.
/// </summary>
public sealed class Denials
{
    /// <summary>So many of one caller are noted in a minute, each by itself.</summary>
    public const int Most = 20;

    /// <summary>So many callers and kinds of deeds are told apart while they are counted.</summary>
    const int MostTold = 10_000;

    static readonly Duration Window = Duration.FromMinutes(1);

    readonly Store store;
    readonly Lock counting = new();
    readonly Dictionary<(string Party, string By), (Instant Begun, int Noted)> callers = [];
    readonly Dictionary<(string Party, string By, string Action), (AuditLine Last, int Count)> more = [];

    internal Denials(Store store) => this.store = store;

    /// <summary>Whether one more denial is noted by itself; if not, it is counted here, and costs nothing.</summary>
    /// <param name="line">What would be noted.</param>
    public bool Takes(AuditLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (counting)
        {
            if (callers.Count >= MostTold)
                foreach (var (old, (begun, _)) in callers.ToList())
                    if (line.At - begun >= Window) callers.Remove(old);
            var caller = (line.Party, line.By);
            var (since, noted) = callers.GetValueOrDefault(caller, (line.At, 0));
            if (line.At - since >= Window) (since, noted) = (line.At, 0);
            // Where too many are told apart already, nobody new is.
            if (noted < Most && (callers.ContainsKey(caller) || callers.Count < MostTold))
            {
                callers[caller] = (since, noted + 1);
                return true;
            }
            var kind = (line.Party, line.By, line.Action);
            if (!more.ContainsKey(kind) && more.Count >= MostTold) kind = (line.Party, "", "");
            more[kind] = (line, more.GetValueOrDefault(kind).Count + 1);
            return false;
        }
    }

    /// <summary>The lines without the denials that are only counted. Who only tries to sign in is no caller yet, and bounded by the address.</summary>
    internal List<AuditLine> Bounded(List<AuditLine> lines) => lines.TrueForAll(IsFree) ? lines : lines.FindAll(l => IsFree(l) || Takes(l));

    static bool IsFree(AuditLine line) => line.Outcome != Outcome.Denied || line.IsTaken || line.Action == "session.begin";

    /// <summary>Notes what was counted: so many more of each kind.</summary>
    /// <param name="party">Only in the audit of this party; <c>null</c>: in all.</param><param name="cancellation">Ends the waiting.</param>
    public async Task SettleAsync(string? party, CancellationToken cancellation)
    {
        List<KeyValuePair<(string Party, string By, string Action), (AuditLine Last, int Count)>> due;
        lock (counting)
        {
            due = more.Where(m => party is null || m.Key.Party == party).ToList();
            foreach (var (kind, _) in due) more.Remove(kind);
        }
        if (due.Count == 0) return;
        await store.ChangeAsync(new Access.All(), changing =>
        {
            foreach (var ((of, by, action), (last, count)) in due)
                changing.AuditTaken(new(of, last.At, by.Length > 0 ? by : "several", action.Length > 0 ? action : "several", "", $"{count.ToString(CultureInfo.InvariantCulture)} more like it", Outcome.Denied));
            return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
        }, cancellation);
    }
}
