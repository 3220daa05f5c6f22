/** Where Discord keeps pictures: https://discord.com/developers/docs/reference#image-formatting-cdn-endpoints */
export class CdnAddresses {
  constructor(private readonly root: string) {}

  avatar(userId: string, hash: string | null): string | null {
    return hash ? `${this.root}/avatars/${userId}/${hash}.png?size=128` : null;
  }

  guildIcon(guildId: string, hash: string | null): string | null {
    return hash ? `${this.root}/icons/${guildId}/${hash}.png?size=128` : null;
  }
}
