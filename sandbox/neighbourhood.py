"""A small street of its own, for trying the sandbox without any project around it."""

from sandbox.world import World


def default_world(token: str | None = None, *, privacy_mode: bool = False) -> World:
    world = World("小邻", "street_bot", token, privacy_mode=privacy_mode)
    rider = world.add_person("小李", "xiaoli", "骑手")
    resident = world.add_person("王阿姨", "wangayi", "居民")
    secretary = world.add_person("陈书记", "chenshuji", "社区书记")
    world.add_group(
        "幸福里居民群", members=[rider, resident], admins=[secretary], bot="administrator"
    )
    return world
